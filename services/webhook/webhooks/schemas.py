"""Webhooks on the wire."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from services.webhook.models import Webhook
from services.webhook.webhooks.patterns import is_known_pattern
from services.webhook.webhooks.signing import Signature
from shared.pagination import Pagination
from shared.schemas import Body, Schema, Timestamp

LONGEST_GRACE = timedelta(days=7)


class Status(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"


def _known(pattern: str) -> str:
    if not is_known_pattern(pattern):
        message = "no event has this type; GET /api/v1/event-types lists them"
        raise ValueError(message)
    return pattern


def _each_once(patterns: list[str]) -> list[str]:
    return list(dict.fromkeys(patterns))


Patterns = Annotated[
    list[Annotated[str, AfterValidator(_known)]],
    Field(min_length=1, max_length=100, description="Types, `document.*` or `*`.", examples=[["document.uploaded"]]),
    AfterValidator(_each_once),
]
Address = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Description = Annotated[str, StringConstraints(max_length=500)]


class WebhookCreate(Body):
    """An address for events of an organization."""

    url: Address = Field(description="Begins with https, and is on the public internet.")
    events: Patterns
    organization_id: UUID | None = Field(None, description="Whose events; else those of your personal organization.")
    description: Description | None = None
    secret: str | None = Field(None, description="`whsec_` and base64, where it is not to be made here.")
    signature: Signature = Field(Signature.V1, description="HMAC-SHA256 with a secret, or ed25519 with a public key.")


class WebhookUpdate(Body):
    """What is left out stays. `active` again begins anew after a webhook was disabled."""

    url: Address | None = None
    events: Patterns | None = None
    description: Description | None = None
    status: Status | None = None

    @model_validator(mode="after")
    def keep_what_must_be(self) -> Self:
        for name in ("url", "events", "status"):
            if name in self.model_fields_set and getattr(self, name) is None:
                message = f"{name} can't be null"
                raise ValueError(message)
        return self


class SecretRotation(Body):
    """For `grace_seconds` deliveries carry a signature of the old secret too."""

    secret: str | None = Field(None, description="`whsec_` and base64, where it is not to be made here.")
    grace_seconds: int = Field(86_400, ge=0, le=int(LONGEST_GRACE.total_seconds()))

    @property
    def grace(self) -> timedelta:
        return timedelta(seconds=self.grace_seconds)


class WebhookRead(Schema):
    """A webhook. `public_keys` verify its deliveries where `signature` is `v1a`."""

    id: UUID
    organization_id: UUID
    url: str
    events: list[str]
    description: str | None
    signature: Signature
    public_keys: list[str]
    status: Status
    disabled_reason: str | None
    disabled_at: Timestamp | None
    failures: int = Field(description="Attempts that failed since the last one that arrived.")
    paused_until: Timestamp | None = Field(description="It failed too often: until then nothing is sent.")
    delivered_at: Timestamp | None = Field(description="When something arrived the last time, to the minute.")
    created_at: Timestamp
    updated_at: Timestamp

    @classmethod
    def of(cls, webhook: Webhook, public_keys: list[str]) -> Self:
        return cls.model_validate(
            {name: getattr(webhook, name, None) for name in cls.model_fields} | {"public_keys": public_keys}
        )


class NewWebhook(WebhookRead):
    """Shown once: the secret that verifies its deliveries; null where `public_keys` do."""

    secret: str | None = None


class WebhookList(Schema):
    """A page of webhooks, newest first."""

    webhooks: list[WebhookRead]
    pagination: Pagination
