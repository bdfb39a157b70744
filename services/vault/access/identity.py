"""As whom a caller sees vaults: their verified address and the organizations they belong to, remembered in Redis."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from shared.auth.principals import Kind
from shared.auth.versions import account_subject
from shared.clients.organization import Membership
from shared.clients.vault import AccessQuestion
from shared.concurrency import both
from shared.errors import Unavailable
from shared.resources import Resources
from shared.schemas import Schema

log = structlog.get_logger(__name__)

KEPT = timedelta(hours=1)
GOVERNING = frozenset({"owner", "admin"})
"""Roles whose members are owners of what their organization owns."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The names under which somebody may see a vault.

    What `owners` own they own; what `hosts` own they may view. Shares reach them by `email`, by `organizations`, or
    because `account_id` has opened one.
    """

    owners: frozenset[UUID] = frozenset()
    hosts: frozenset[UUID] = frozenset()
    organizations: frozenset[UUID] = frozenset()
    email: str | None = None
    account_id: UUID | None = None

    def parameters(self, now: datetime) -> dict[str, Any]:
        """Of the statements in `repository`."""
        return {
            "owners": list(self.owners),
            "hosts": list(self.hosts),
            "organizations": list(self.organizations),
            "email": self.email,
            "account_id": self.account_id,
            "now": now,
        }


class Person(Schema):
    """What the account and organization services know of an account; `email` is verified, in lower case."""

    email: str | None
    memberships: list[Membership]


class Identities:
    """Finds identities. A remembered one is good while the version of the account is the one it was read under."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    async def of(self, question: AccessQuestion) -> Identity:
        """Raises Unavailable where a person is not remembered and a service that knows them is away."""
        if question.kind is Kind.MACHINE and question.organization_id is not None:
            # Of a personal organization it also stands for the owner; what others shared with them stays theirs.
            owners = {question.organization_id, question.account_id} - {None}
            return Identity(
                owners=frozenset(owner for owner in owners if owner),
                organizations=frozenset({question.organization_id}),
            )
        if question.account_id is None:
            return Identity()
        return _identity_of(question.account_id, await self._person(question.account_id))

    async def known_part(self, question: AccessQuestion) -> tuple[Identity, bool]:
        """As `of`, and whether that is all: while a service that knows a person is away, what they are by themselves.

        For showing something; never to say that somebody has no right.
        """
        try:
            return await self.of(question), True
        except Unavailable:
            if question.account_id is None:
                raise
            return Identity(owners=frozenset({question.account_id}), account_id=question.account_id), False

    async def _person(self, account_id: UUID) -> Person:
        try:
            return await self._remembered(account_id)
        except RedisError as error:
            log.warning("redis.unavailable", error=repr(error))
            return await self._ask(account_id)

    async def _remembered(self, account_id: UUID) -> Person:
        redis, versions, subject = self.resources.redis, self.resources.versions, account_subject(account_id)
        stamp = await versions.read(subject)
        kept = str(await redis.get(_key(account_id)) or "")
        if kept.startswith(f"{stamp}|"):
            return Person.model_validate_json(kept.removeprefix(f"{stamp}|"))
        person = await self._ask(account_id)
        if await versions.settled(subject):
            await redis.set(_key(account_id), f"{stamp}|{person.model_dump_json()}", ex=KEPT)
        return person

    async def _ask(self, account_id: UUID) -> Person:
        contact, memberships = await both(
            self.resources.accounts.contact(account_id), self.resources.organizations.memberships(account_id)
        )
        verified = contact is not None and contact.email_verified
        return Person(email=contact.email.lower() if contact and verified else None, memberships=memberships)


def _identity_of(account_id: UUID, person: Person) -> Identity:
    governed = {each.organization_id for each in person.memberships if each.role in GOVERNING}
    organizations = frozenset(each.organization_id for each in person.memberships)
    return Identity(
        owners=frozenset({account_id, *governed}),
        hosts=organizations - governed,
        organizations=organizations,
        email=person.email,
        account_id=account_id,
    )


def _key(account_id: UUID) -> str:
    return f"vault-identity:{account_id}"
