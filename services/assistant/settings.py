"""Settings of the assistant service."""

from datetime import date, timedelta
from typing import ClassVar

from pydantic import Field

from shared.settings import LanguageModelSettings, ServiceSettings


class AssistantSettings(ServiceSettings):
    service: ClassVar[str] = "assistant"

    language_model: LanguageModelSettings | None = Field(
        None, description="A language model that writes answers; without one the embedded model does."
    )
    conversations_kept: timedelta | None = Field(
        None, description="How long after the last question a conversation is kept; forever where unset."
    )
    answers_as_of: date | None = Field(
        None, description="The day that answers count from in place of today, for measurements and demonstrations."
    )
