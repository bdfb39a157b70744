"""Questions to the organization service."""

from collections.abc import Collection
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network
from typing import Any
from urllib.parse import quote
from uuid import UUID

from httpx import Response
from pydantic import Field

from shared.auth.scopes import Scope
from shared.clients.http import INTERNAL, ServiceHTTP, absent_is_none, answer
from shared.schemas import Body, IdsQuestion, Schema


class Membership(Schema):
    """That an account is an active member of an organization; `role` is `owner`, `admin` or `member`."""

    organization_id: UUID
    role: str
    is_personal: bool


class KeyPair(Body):
    """SHA-256 digests of an API key and an app key; the keys themselves never travel."""

    api_key_digest: str = Field(pattern="^[0-9a-f]{64}$")
    app_key_digest: str = Field(pattern="^[0-9a-f]{64}$")


class MachineIdentity(Schema):
    """Who a pair of keys is, and within which limits.

    `stamp` is the version of the organization's machines from before the tables were read. It is null where the answer
    must not be kept, because something about them is changing.
    """

    id: UUID = Field(description="The service account, or the API key where it has none.")
    api_key_id: UUID
    organization_id: UUID
    account_id: UUID | None = Field(None, description="The owner, where the organization is personal.")
    scopes: frozenset[Scope] = Field(description="Narrow ones only: API key ∩ app key ∩ service account.")
    expires_at: datetime | None = Field(None, description="The first moment at which one of the two keys ends.")
    requests_per_minute: int | None = None
    allowed_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    stamp: str | None


class OrganizationName(Schema):
    """What others may know of an organization."""

    id: UUID
    name: str


class DomainOrganization(OrganizationName):
    """The organization that says how the people of an e-mail domain sign in: `password`, `google`, `cognito`."""

    methods: list[str]


class Names(Schema):
    """Names by id, of those that exist."""

    names: dict[UUID, str]


class PersonalOrganizations(Schema):
    """By their accounts."""

    organizations: dict[UUID, UUID]


class Managers(Schema):
    """The accounts of an organization's owners and admins."""

    account_ids: list[UUID]


class Memberships(Schema):
    memberships: list[Membership]


class SoleOwnerships(Schema):
    """The organizations with other members that have no other owner than one account."""

    organizations: list[OrganizationName]


class OrganizationsExport(Schema):
    """Everything that the organization service keeps of a person."""

    organizations: list[dict[str, Any]]


class OrganizationClient:
    """Every method raises Unavailable."""

    def __init__(self, http: ServiceHTTP) -> None:
        self.http = http

    async def memberships(self, account_id: UUID) -> list[Membership]:
        """The organizations of an account, its personal one included."""
        response = await self.http.request("organization", "GET", f"{INTERNAL}/accounts/{account_id}/memberships")
        return Memberships.model_validate(answer(response)).memberships

    async def personal(self, account_ids: Collection[UUID]) -> dict[UUID, UUID]:
        """The personal organizations of accounts that have one already, by the accounts."""
        response = await self._ask("accounts/personal-organizations", IdsQuestion(ids=list(account_ids)))
        return PersonalOrganizations.model_validate(answer(response)).organizations

    async def managers(self, organization_id: UUID) -> list[UUID]:
        """None where there is no such organization."""
        response = await self.http.request(
            "organization", "GET", f"{INTERNAL}/organizations/{organization_id}/managers"
        )
        return Managers.model_validate(answer(response)).account_ids

    async def identify(self, keys: KeyPair) -> MachineIdentity:
        """Raises NotAuthenticated for keys that are unknown, revoked or expired, or that don't belong together."""
        response = await self._ask("machine-keys/identify", keys)
        return MachineIdentity.model_validate(answer(response))

    async def organization_names(self, ids: Collection[UUID]) -> dict[UUID, str]:
        response = await self._ask("organizations/names", IdsQuestion(ids=list(ids)))
        return Names.model_validate(answer(response)).names

    async def machine_names(self, ids: Collection[UUID]) -> dict[UUID, str]:
        """Of service accounts, and of API keys without one."""
        response = await self._ask("machines/names", IdsQuestion(ids=list(ids)))
        return Names.model_validate(answer(response)).names

    async def organization_of_domain(self, domain: str) -> DomainOrganization | None:
        """`domain` in its ASCII form."""
        response = await self.http.request("organization", "GET", f"{INTERNAL}/domains/{quote(domain)}/organization")
        return absent_is_none(response, DomainOrganization)

    async def sole_ownerships(self, account_id: UUID) -> list[OrganizationName]:
        """The non-personal organizations with other members that only this account owns."""
        response = await self.http.request("organization", "GET", f"{INTERNAL}/accounts/{account_id}/sole-ownerships")
        return SoleOwnerships.model_validate(answer(response)).organizations

    async def export(self, account_id: UUID) -> list[dict[str, Any]]:
        response = await self.http.request("organization", "GET", f"{INTERNAL}/accounts/{account_id}/export")
        return OrganizationsExport.model_validate(answer(response)).organizations

    async def _ask(self, path: str, question: Body) -> Response:
        return await self.http.request(
            "organization", "POST", f"{INTERNAL}/{path}", json=question.model_dump(mode="json"), idempotent=True
        )
