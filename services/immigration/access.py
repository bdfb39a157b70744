"""Whose records a caller sees: their own, and those of the organizations that they speak for."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from shared.auth.dependencies import AppResources, Requires
from shared.auth.people import People
from shared.auth.scopes import Scope
from shared.clients.vault import AccessQuestion
from shared.errors import NotAllowed, NotFound
from shared.events import Actor


class OrganizationNotFound(NotFound):
    detail = "Organization not found"


@dataclass(frozen=True, slots=True)
class Keeper:
    """Whose records somebody keeps. What they enter is their own unless they name one of their `organizations`.

    A machine enters for its organization; members of an organization who are neither owner nor admin see nothing of it,
    because records hold the numbers of their colleagues' papers.
    """

    actor: Actor
    owner_id: UUID
    organizations: frozenset[UUID]
    account_id: UUID | None
    question: AccessQuestion
    """What other services are asked in their name."""

    @property
    def owners(self) -> frozenset[UUID]:
        return self.organizations if self.account_id is None else self.organizations | {self.account_id}

    def owner_of_new(self, organization_id: UUID | None) -> UUID:
        """Raises OrganizationNotFound."""
        if organization_id is None:
            return self.owner_id
        if organization_id not in self.organizations:
            raise OrganizationNotFound
        return organization_id


class RequiresKeeper(Requires):
    async def __call__(  # type: ignore[override] # a dependency: FastAPI passes what it asks for
        self, request: Request, resources: AppResources
    ) -> Keeper:
        who = await super().__call__(request)
        return await keeper_of(AccessQuestion.of(who), resources.people)


async def keeper_of(question: AccessQuestion, people: People) -> Keeper:
    """Raises Unavailable; for a caller who keeps nothing NotAllowed."""
    actor = Actor(kind=question.kind, id=question.id)
    if question.organization_id is not None:
        organizations = frozenset({question.organization_id})
        return Keeper(actor, question.organization_id, organizations, question.account_id, question)
    if question.account_id is None:
        raise NotAllowed
    person = await people.get(question.account_id)
    return Keeper(actor, question.account_id, person.governed, question.account_id, question)


Reader = Annotated[Keeper, Depends(RequiresKeeper(Scope.IMMIGRATION_READ))]
Writer = Annotated[Keeper, Depends(RequiresKeeper(Scope.IMMIGRATION_WRITE))]
