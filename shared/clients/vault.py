"""Questions to the vault service."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from shared.auth.principals import AccountPrincipal, Kind, MachinePrincipal, Principal, SharePrincipal
from shared.clients.http import INTERNAL, ServiceHTTP, answer
from shared.schemas import Body, IdsQuestion, Schema

LADDER = ("view", "download", "upload", "edit", "owner")
"""Permissions on a vault; each includes the ones before it."""


class AccessQuestion(Body):
    """May this caller do something with the vault?

    `account_id` is the person for whom the caller stands: themselves, or the owner of a personal organization.
    """

    kind: Kind
    id: UUID
    organization_id: UUID | None = None
    account_id: UUID | None = None

    @classmethod
    def of(cls, who: Principal) -> "AccessQuestion":
        if isinstance(who, AccountPrincipal):
            return cls(kind=who.kind, id=who.id, account_id=who.id)
        if isinstance(who, MachinePrincipal):
            return cls(kind=who.kind, id=who.id, organization_id=who.organization_id, account_id=who.account_id)
        return cls(kind=who.kind, id=who.id)


class VaultAccess(Schema):
    """The vault service's word: what one caller may do with one vault, until `expires_at` (then: ask again).

    `metered_share_id` is a share with a limit of downloads that the right to download rests on.
    """

    vault_id: UUID
    permissions: list[str]
    expires_at: datetime | None = None
    metered_share_id: UUID | None = None

    def is_current(self, now: datetime) -> bool:
        return self.expires_at is None or now < self.expires_at


def permissions_up_to(highest: str | None) -> list[str]:
    """`download` → `["view", "download"]`; None → `[]`."""
    return [] if highest is None else list(LADDER[: LADDER.index(highest) + 1])


class VisibleVault(Schema):
    """A vault, as a list names it."""

    id: UUID
    name: str
    document_count: int
    updated_at: datetime


class VisibleVaults(Schema):
    """The newest vaults that somebody may view; `is_complete` is False where there may be others."""

    vaults: list[VisibleVault]
    is_complete: bool


class ShareCredential(Body):
    """What somebody shows to open a share: its token or a session (or signed link) made from it."""

    token: str = Field(max_length=2048)
    password: str | None = Field(None, max_length=1024)
    address: str = Field(description="Where the caller is; wrong passwords are counted for it.")


class OpenedShare(Schema):
    """A share that the credential opened, and what it gives."""

    share_id: UUID
    vault_id: UUID
    permissions: list[str]
    credential_version: int = Field(description="Raised when the terms change; ends what was made from it before.")
    expires_at: datetime | None
    metered: bool = Field(description="Whether downloads are limited.")
    account_id: UUID | None = None
    document_id: UUID | None = None

    def principal(self) -> SharePrincipal:
        return SharePrincipal(
            id=self.share_id,
            kind=Kind.SHARE,
            vault_id=self.vault_id,
            permissions=tuple(self.permissions),
            credential_version=self.credential_version,
            expires_at=self.expires_at,
            metered=self.metered,
            account_id=self.account_id,
            document_id=self.document_id,
        )


class DownloadQuestion(Body):
    """One request for a document's bytes under a share with limited downloads.

    `client` tells downloaders apart; `continues` is true for a range that does not start at the first byte.
    """

    document_id: UUID
    client: str = Field(max_length=200)
    continues: bool


class VaultsExport(Schema):
    """Everything that the vault service keeps of a person: their vaults, each with its `id`."""

    vaults: list[dict[str, Any]]


class Holdings(Schema):
    """Whether the vault service still holds anything of an organization that was deleted, files included."""

    any: bool


class VaultAudience(Schema):
    """Whom events in a vault concern: its owner, an account or an organization, and those that it is shared with."""

    account_id: UUID | None
    organization_ids: list[UUID]


class VaultAudiences(Schema):
    audiences: dict[UUID, VaultAudience]


class VaultClient:
    """Every method raises Unavailable."""

    def __init__(self, http: ServiceHTTP) -> None:
        self.http = http

    async def access(self, vault_id: UUID, who: Principal) -> VaultAccess:
        """What `who` may do with the vault; no permissions where it does not exist for them."""
        return await self.decide(vault_id, AccessQuestion.of(who))

    async def decide(self, vault_id: UUID, question: AccessQuestion) -> VaultAccess:
        """The same for somebody who is not the caller now."""
        response = await self.http.request(
            "vault",
            "POST",
            f"{INTERNAL}/vaults/{vault_id}/access",
            json=question.model_dump(mode="json"),
            idempotent=True,
        )
        return VaultAccess.model_validate(answer(response))

    async def visible(self, who: Principal) -> VisibleVaults:
        """What `who` may view."""
        response = await self.http.request(
            "vault",
            "POST",
            f"{INTERNAL}/vaults/visible",
            json=AccessQuestion.of(who).model_dump(mode="json"),
            idempotent=True,
        )
        return VisibleVaults.model_validate(answer(response))

    async def audiences(self, vault_ids: Collection[UUID]) -> dict[UUID, VaultAudience]:
        """Of vaults that there are, or were a day ago."""
        question = IdsQuestion(ids=list(vault_ids)).model_dump(mode="json")
        response = await self.http.request(
            "vault", "POST", f"{INTERNAL}/vaults/audiences", json=question, idempotent=True
        )
        return VaultAudiences.model_validate(answer(response)).audiences

    async def open_share(self, credential: ShareCredential) -> OpenedShare:
        """The share behind a credential, still good at this moment.

        Raises NotFound (unknown, revoked), Gone (expired, used up), NotAuthenticated (password missing or wrong) and
        TooManyRequests (too many wrong passwords).
        """
        response = await self.http.request(
            "vault", "POST", f"{INTERNAL}/shares/open", json=credential.model_dump(mode="json")
        )
        return OpenedShare.model_validate(answer(response))

    async def count_download(self, share_id: UUID, download: DownloadQuestion) -> None:
        """Raises Gone where the downloads of the share are used up."""
        response = await self.http.request(
            "vault", "POST", f"{INTERNAL}/shares/{share_id}/downloads", json=download.model_dump(mode="json")
        )
        answer(response)

    async def holdings(self, organization_id: UUID) -> Holdings:
        """Of an organization: its vaults, what is on its way out of them, and shares with it."""
        response = await self.http.request("vault", "GET", f"{INTERNAL}/organizations/{organization_id}/holdings")
        return Holdings.model_validate(answer(response))

    async def export(self, account_id: UUID) -> list[dict[str, Any]]:
        response = await self.http.request("vault", "GET", f"{INTERNAL}/accounts/{account_id}/export")
        return VaultsExport.model_validate(answer(response)).vaults
