"""What is known of people who are signed in, remembered in Redis: their verified address and their organizations."""

from datetime import timedelta
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared.auth.versions import Versions, account_subject
from shared.clients.account import AccountClient
from shared.clients.organization import Membership, OrganizationClient
from shared.concurrency import both
from shared.schemas import Schema

log = structlog.get_logger(__name__)

KEPT = timedelta(hours=1)
GOVERNING = frozenset({"owner", "admin"})
"""Roles whose members are owners of what their organization owns."""


class KnownPerson(Schema):
    """What the account and organization services know of an account; `email` is verified, in lower case."""

    email: str | None
    memberships: list[Membership]

    @property
    def organizations(self) -> frozenset[UUID]:
        return frozenset(each.organization_id for each in self.memberships)

    @property
    def governed(self) -> frozenset[UUID]:
        """The organizations that they speak for."""
        return frozenset(each.organization_id for each in self.memberships if each.role in GOVERNING)


class People:
    """What is remembered is good while the version of the account is the one it was read under."""

    def __init__(
        self, redis: Redis, versions: Versions, accounts: AccountClient, organizations: OrganizationClient
    ) -> None:
        self.redis = redis
        self.versions = versions
        self.accounts = accounts
        self.organizations = organizations

    async def get(self, account_id: UUID) -> KnownPerson:
        """Raises Unavailable where nothing is remembered and a service that knows the person is away."""
        try:
            return await self._remembered(account_id)
        except RedisError as error:
            log.warning("redis.unavailable", error=repr(error))
            return await self._ask(account_id)

    async def _remembered(self, account_id: UUID) -> KnownPerson:
        key, subject = f"person:{account_id}", account_subject(account_id)
        stamp = await self.versions.read(subject)
        kept = str(await self.redis.get(key) or "")
        if kept.startswith(f"{stamp}|"):
            return KnownPerson.model_validate_json(kept.removeprefix(f"{stamp}|"))
        person = await self._ask(account_id)
        if await self.versions.settled(subject):
            await self.redis.set(key, f"{stamp}|{person.model_dump_json()}", ex=KEPT)
        return person

    async def _ask(self, account_id: UUID) -> KnownPerson:
        contact, memberships = await both(self.accounts.contact(account_id), self.organizations.memberships(account_id))
        verified = contact is not None and contact.email_verified
        return KnownPerson(email=contact.email.lower() if contact and verified else None, memberships=memberships)
