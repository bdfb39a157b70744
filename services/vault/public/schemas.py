"""The public side on the wire."""

from typing import Literal
from uuid import UUID

from pydantic import Field, SecretStr

from shared.clients.document import DocumentSummary
from shared.schemas import Body, Schema, Timestamp


class SharedVault(Schema):
    """As much of a vault as a share shows."""

    id: UUID
    name: str
    description: str | None


class SharedVaultRead(Schema):
    """What the share opens."""

    vault: SharedVault
    permissions: list[str] = Field(examples=[["view", "download"]])
    expires_at: Timestamp | None
    requires_password: bool = Field(description="Whether the share has a password, to be given with each request.")


class TokenState(Schema):
    """Whether a token opens anything now; names nothing."""

    valid: bool
    reason: Literal["expired", "downloads_used_up"] | None = Field(description="Why it is not valid.")
    permissions: list[str]
    expires_at: Timestamp | None
    requires_password: bool


class DownloadLink(Schema):
    """A link for one document."""

    url: str
    expires_at: Timestamp


class SharedUpload(Schema):
    """The document that was made, or the one that already holds these bytes."""

    document: DocumentSummary
    duplicate: bool


class SessionCreate(Body):
    """A share to be opened for a while."""

    share_token: str = Field(min_length=1, max_length=2048)
    password: SecretStr | None = Field(None, max_length=1024)


class SessionCreated(Schema):
    """A session: send it as `Authorization: Bearer …`; the password is not asked for again."""

    session_token: str = Field(examples=["sts_…"])
    expires_at: Timestamp
    vault: SharedVault
    permissions: list[str]


class SessionState(Schema):
    """The session opens the vault."""

    valid: bool
    vault: SharedVault
    permissions: list[str]
    expires_at: Timestamp | None
