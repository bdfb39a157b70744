"""Settings of the assistant service."""

from typing import ClassVar

from pydantic import Field

from shared.settings import LanguageModelSettings, ServiceSettings


class AssistantSettings(ServiceSettings):
    service: ClassVar[str] = "assistant"

    language_model: LanguageModelSettings | None = Field(
        None, description="A language model that writes answers; without one the embedded model does."
    )
