"""Settings of the document service."""

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from pydantic import Field

from shared.settings import FORM_OVERHEAD, MEGABYTE, LanguageModelSettings, UploadSettings


class DocumentSettings(UploadSettings):
    service: ClassVar[str] = "document"

    reader_threads: int = Field(2, ge=1, description="Threads of the OCR and of the embedding model.")
    batch_limit: int = Field(250 * MEGABYTE, ge=1, description="Largest batch of files in bytes, all together.")
    vault_index_threshold: int = Field(
        50_000, ge=1, description="Chunks beyond which the vectors of a vault get an index of their own."
    )
    message_lost_after: timedelta = Field(
        timedelta(minutes=1), description="How long a document waits for a worker before its message is sent again."
    )
    language_model: LanguageModelSettings | None = Field(
        None, description="A language model to ask for fields that rules don't find; without one they stay open."
    )

    @property
    def upload_limits(self) -> Mapping[str, int]:
        return {**super().upload_limits, "/upload-batch": self.batch_limit + FORM_OVERHEAD}
