"""Settings of the assistant service."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.settings import LanguageModelSettings, ServiceSettings


class AssistantSettings(ServiceSettings):
    service: ClassVar[str] = "assistant"

    language_model: LanguageModelSettings | None = Field(
        None, description="A language model that writes answers; without one the embedded model does."
    )
    answers_as_of: date | None = Field(
        None, description="The day that answers count from in place of today, for measurements and demonstrations."
    )
