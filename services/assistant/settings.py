"""Settings of the assistant service."""

from typing import ClassVar

from shared.settings import ServiceSettings


class AssistantSettings(ServiceSettings):
    service: ClassVar[str] = "assistant"
