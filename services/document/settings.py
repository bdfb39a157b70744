"""Settings of the document service."""

from typing import ClassVar

from pydantic import Field

from shared.settings import LanguageModelSettings, UploadSettings


class DocumentSettings(UploadSettings):
    service: ClassVar[str] = "document"

    reader_threads: int = Field(2, ge=1, description="Threads of the OCR and of the embedding model.")
    language_model: LanguageModelSettings | None = Field(
        None, description="A language model to ask for fields that rules don't find; without one they stay open."
    )
