"""API keys and app keys on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, IPvAnyNetwork, field_validator

from services.organization.machines.schemas import Scopes
from services.organization.models import ApiKey, AppKey
from services.organization.organizations.schemas import Name
from shared.auth.scopes import Scope
from shared.pagination import Pagination
from shared.schemas import Body, Schema, Timestamp

LONGEST_GRACE = 7 * 24 * 3600

Networks = Annotated[
    list[IPvAnyNetwork], Field(min_length=1, max_length=100, examples=[["203.0.113.0/24", "2001:db8::/32"]])
]


class ApiKeyCreate(Body):
    """A new API key."""

    name: Name = Field(examples=["Production API Key"])
    app_key_id: UUID | None = Field(None, description="The one app key that it works with; null: any of these.")
    service_account_id: UUID | None = Field(None, description="Whom it acts as; null: itself.")
    scopes: Scopes | None = Field(None, description="Null: does not narrow what the app key allows.")
    expires_at: AwareDatetime | None = None
    allowed_ips: Networks | None = Field(None, description="CIDRs that it works from; null: from everywhere.")
    requests_per_minute: int | None = Field(None, ge=1, le=100_000, description="Below the general rate limit.")


class AppKeyCreate(Body):
    """A new app key."""

    name: Name = Field(examples=["app-key"])
    scopes: Scopes = Field(default_factory=lambda: [Scope.EVERYTHING])


class KeyRotate(Body):
    """What a rotation changes beside the secret; what is left out stays."""

    name: Name | None = Field(None, description="Null: stays.")
    scopes: Scopes | None = None
    grace_seconds: int = Field(0, ge=0, le=LONGEST_GRACE, description="How long the old secret works on.")

    def changes(self) -> dict[str, object]:
        """Column to new value."""
        given = self.model_dump(include={"name", "scopes"}, exclude_unset=True, mode="json")
        return {column: value for column, value in given.items() if column != "name" or value is not None}


class ApiKeyRotate(KeyRotate):
    """What the rotation of an API key changes beside the secret; what is left out stays."""

    scopes: Scopes | None = Field(None, description="Null: does not narrow what the app key allows, from now on.")


class AppKeyRotate(KeyRotate):
    """What the rotation of an app key changes beside the secret; what is left out stays."""

    @field_validator("scopes")
    @classmethod
    def keep_some_scopes(cls, scopes: list[Scope] | None) -> list[Scope]:
        if scopes is None:
            message = "an app key has scopes of its own; leave them out to keep them"
            raise ValueError(message)
        return scopes


class KeyRead(Schema):
    """What API keys and app keys have in common."""

    id: UUID
    name: str
    key_prefix: str = Field(description="The beginning of the secret.", examples=["imm_4fG9bX2k"])
    created_at: Timestamp
    revoked_at: Timestamp | None


class ApiKeyRead(KeyRead):
    """An API key without its secret."""

    app_key_id: UUID | None
    service_account_id: UUID | None
    scopes: list[Scope] | None
    expires_at: Timestamp | None
    allowed_ips: list[str] | None
    requests_per_minute: int | None
    last_used_at: Timestamp | None = Field(
        description="To the second. No use: what its addresses, its scopes or its rate limit refused."
    )


class AppKeyRead(KeyRead):
    """An app key without its secret."""

    scopes: list[Scope]


class ApiKeyIssued(ApiKeyRead):
    """An API key with its new secret, which is shown this once."""

    api_key: str = Field(description="Send it as `X-API-Key`.")

    @classmethod
    def of(cls, key: ApiKey, secret: str) -> "ApiKeyIssued":
        return cls(**ApiKeyRead.model_validate(key).model_dump(), api_key=secret)


class AppKeyIssued(AppKeyRead):
    """An app key with its new secret, which is shown this once."""

    app_key: str = Field(description="Send it as `X-App-Key`.")

    @classmethod
    def of(cls, key: AppKey, secret: str) -> "AppKeyIssued":
        return cls(**AppKeyRead.model_validate(key).model_dump(), app_key=secret)


class ApiKeyList(Schema):
    """A page of API keys, newest first."""

    api_keys: list[ApiKeyRead]
    pagination: Pagination


class AppKeyList(Schema):
    """A page of app keys, newest first."""

    app_keys: list[AppKeyRead]
    pagination: Pagination
