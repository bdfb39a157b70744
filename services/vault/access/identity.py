"""As whom a caller sees vaults: their verified address and the organizations they belong to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.auth.people import KnownPerson, People
from shared.auth.principals import Kind
from shared.clients.vault import AccessQuestion
from shared.errors import Unavailable


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


class Identities:
    """Finds identities."""

    def __init__(self, people: People) -> None:
        self.people = people

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
        return _identity_of(question.account_id, await self.people.get(question.account_id))

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


def _identity_of(account_id: UUID, person: KnownPerson) -> Identity:
    return Identity(
        owners=frozenset({account_id, *person.governed}),
        hosts=person.organizations - person.governed,
        organizations=person.organizations,
        email=person.email,
        account_id=account_id,
    )
