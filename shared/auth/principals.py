"""Who is asking. A principal comes from a verified credential only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.auth.scopes import Scope
from shared.events import Actor


class Kind(StrEnum):
    ACCOUNT = "account"
    MACHINE = "machine"
    SHARE = "share"
    RECIPIENT = "recipient"
    """Of a forwarded document: has a link to it and no other credential."""


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller: `id` is the account, the service account (or the key, where it has none) or the share, by `kind`."""

    id: UUID
    kind: Kind

    @property
    def key(self) -> str:
        """Names the caller in caches and rate limits."""
        return f"{self.kind}:{self.id}"

    @property
    def actor(self) -> Actor:
        return Actor(kind=self.kind, id=self.id)


@dataclass(frozen=True, slots=True)
class AccountPrincipal(Principal):
    """A person, signed in: a bearer token of the account service."""

    session_id: UUID


@dataclass(frozen=True, slots=True)
class MachinePrincipal(Principal):
    """An API key and an app key; acts for the organization within `scopes`, all of them narrow ones.

    `account_id` is the owner of a personal organization: its machines see the owner's own vaults.
    """

    organization_id: UUID
    scopes: frozenset[Scope]
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SharePrincipal(Principal):
    """Somebody with a share token: sees one vault, never more than its permissions.

    `account_id` is the person whose sign-in the session is bound to, `document_id` narrows it to one document, and
    `metered` is a share with a limit of downloads. `credential_version` is that of the terms it was opened under.
    """

    vault_id: UUID
    permissions: tuple[str, ...]
    credential_version: int
    expires_at: datetime | None = None
    metered: bool = False
    account_id: UUID | None = None
    document_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """Another of our services, on `/internal/`."""

    name: str
