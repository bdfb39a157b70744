"""Shares on the wire."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, SecretStr, StringConstraints

from services.vault.models import Share
from services.vault.vaults.schemas import VaultRead
from shared.clients.vault import permissions_up_to
from shared.pagination import Pagination
from shared.schemas import Body, Email, Schema, Timestamp

Permission = Literal["view", "download", "upload", "edit"]
Password = Annotated[SecretStr, Field(min_length=1, max_length=1024)]
Message = Annotated[str, StringConstraints(max_length=2000)]
MAX_EMAILS = 50


class ShareTerms(Body):
    """What a share permits, and within which limits."""

    permission: Permission = Field("view", description="Each includes the ones before it.")
    expires_at: AwareDatetime | None = Field(None, description="From this second on the share opens nothing.")
    password: Password | None = Field(None, description="To be given before the share opens anything.")
    max_downloads: int | None = Field(None, ge=1, le=10_000, description="Of all documents together.")
    message: Message | None = Field(None, description="Goes into the mail.")
    emails: list[Email] = Field(
        default_factory=list, max_length=MAX_EMAILS, description="One share, link and mail for each."
    )
    organization_id: UUID | None = Field(None, description="An organization that the caller belongs to.")


class ShareCreate(ShareTerms):
    """A new share; without e-mail addresses and organization it is a link that opens the vault for whoever has it."""


class ShareReplace(ShareTerms):
    """The new terms; what is left out is lifted, except the password, which nobody can read to send it back.

    The recipient can't change; where one is sent it must be the present one.
    """

    password: Password | None = Field(None, description="Left out: stays as it is. Null: none any more.")


class ShareRead(Schema):
    """A share, as the owner of the vault sees it. The token itself is never shown again."""

    id: UUID
    vault_id: UUID
    recipient: str | None = Field(description="E-mail address or name of the organization; null for an open link.")
    email: str | None
    organization_id: UUID | None
    token_prefix: str = Field(description="The first characters of the token.", examples=["sht_x7Fq2kLm"])
    permission: Permission
    permissions: list[str]
    expires_at: Timestamp | None
    has_password: bool
    max_downloads: int | None
    download_count: int
    message: str | None
    accepted_at: Timestamp | None = Field(description="When somebody signed in first opened it.")
    created_at: Timestamp
    updated_at: Timestamp
    revoked_at: Timestamp | None

    @classmethod
    def of(cls, share: Share) -> Self:
        return cls.model_validate(cls.values_of(share))

    @classmethod
    def values_of(cls, share: Share) -> dict[str, object]:
        values = {name: getattr(share, name) for name in ShareRead.model_fields if name != "permissions"}
        return values | {"permissions": permissions_up_to(share.permission)}


class NewShareRead(ShareRead):
    """A share with its token, which is shown this once."""

    share_token: str = Field(examples=["sht_…"])
    share_url: str

    @classmethod
    def made(cls, share: Share, token: str, url: str) -> Self:
        return cls.model_validate(cls.values_of(share) | {"share_token": token, "share_url": url})


class SharesCreated(Schema):
    """The shares that were made; token, URL and `share` are those of the first."""

    share_token: str
    share_url: str
    share: NewShareRead
    shares: list[NewShareRead]


class ShareList(Schema):
    """A page of shares, newest first, the revoked ones among them."""

    shares: list[ShareRead]
    pagination: Pagination


class SharedBy(Schema):
    """Who made the share; the address is null for a machine, and where the account service is away."""

    id: UUID
    email: str | None


class ReceivedVault(VaultRead):
    """A vault of somebody else, and the share by which the caller sees it."""

    share_id: UUID
    permission: Permission
    shared_by: SharedBy


class ReceivedVaultList(Schema):
    """A page of vaults that are shared with the caller, those shared last first."""

    vaults: list[ReceivedVault]
    pagination: Pagination
