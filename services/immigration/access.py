"""Whose records a caller sees: their own, and those of the organizations that they speak for."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from shared.auth.dependencies import AppResources, Requires
from shared.auth.principals import MachinePrincipal, Principal
from shared.auth.scopes import Scope
from shared.errors import NotFound


class OrganizationNotFound(NotFound):
    detail = "Organization not found"


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who is asking. What they enter is their own unless they name one of their `organizations`.

    A machine enters for its organization; members of an organization who are neither owner nor admin see nothing of it,
    because records hold the numbers of their colleagues' papers.
    """

    who: Principal
    owner_id: UUID
    organizations: frozenset[UUID]
    account_id: UUID | None

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
        if isinstance(who, MachinePrincipal):
            return Keeper(who, who.organization_id, frozenset({who.organization_id}), who.account_id)
        person = await resources.people.get(who.id)
        return Keeper(who, who.id, person.governed, who.id)


Reader = Annotated[Keeper, Depends(RequiresKeeper(Scope.IMMIGRATION_READ))]
Writer = Annotated[Keeper, Depends(RequiresKeeper(Scope.IMMIGRATION_WRITE))]
