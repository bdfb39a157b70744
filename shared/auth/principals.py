"""Who is asking. A principal comes from a verified credential only."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.events import Actor


class Kind(StrEnum):
    ACCOUNT = "account"
    MACHINE = "machine"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller: `id` is the account, the service account or the share, by `kind`."""

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
    """A service account of an organization, by API key and app key; acts for the organization within `scopes`."""

    organization_id: UUID
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class SharePrincipal(Principal):
    """Somebody with a share token: sees one vault, never more than its permissions."""

    vault_id: UUID
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """Another of our services, on `/internal/`."""

    name: str
