"""Settings of the document service."""

from typing import ClassVar

from pydantic import Field

from shared.settings import ServiceSettings

MEGABYTE = 1024 * 1024
FORM_OVERHEAD = 64 * 1024


class DocumentSettings(ServiceSettings):
    service: ClassVar[str] = "document"

    file_limit: int = Field(50 * MEGABYTE, ge=1, description="Largest file in bytes.")
    reader_threads: int = Field(2, ge=1, description="Threads of the OCR and of the embedding model.")

    @property
    def upload_limit(self) -> int:
        """Largest body of an upload: the file and the form around it."""
        return self.file_limit + FORM_OVERHEAD
