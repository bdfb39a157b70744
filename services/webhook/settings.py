"""Settings of the webhook service."""

from datetime import timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from shared.settings import ServiceSettings


class WebhookSettings(ServiceSettings):
    service: ClassVar[str] = "webhook"

    webhook_private_targets: Annotated[frozenset[str], NoDecode] = Field(
        frozenset(),
        description="Webhooks (`host:port`, comma separated) that may be on a private network and speak plain http.",
    )
    events_kept: timedelta = Field(timedelta(days=30), description="How long events and their deliveries are kept.")

    @field_validator("webhook_private_targets", mode="before")
    @classmethod
    def split(cls, value: Any) -> Any:
        return frozenset(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value
