"""Settings of the document service."""

from typing import ClassVar

from pydantic import Field

from shared.settings import UploadSettings


class DocumentSettings(UploadSettings):
    service: ClassVar[str] = "document"

    reader_threads: int = Field(2, ge=1, description="Threads of the OCR and of the embedding model.")
    vault_index_threshold: int = Field(
        50_000, ge=1, description="Chunks beyond which the vectors of a vault get an index of their own."
    )
