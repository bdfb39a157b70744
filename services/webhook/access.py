"""Whose webhooks and events a caller manages: those of the organizations that they speak for."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from shared.auth.dependencies import AppResources, Requires
from shared.auth.principals import AccountPrincipal, MachinePrincipal
from shared.auth.scopes import Scope
from shared.errors import NotAllowed, NotFound
from shared.events import Actor


class OrganizationNotFound(NotFound):
    detail = "Organization not found"


class ManagersOnly(NotAllowed):
    detail = "Only owners and admins of the organization may do this"


@dataclass(frozen=True, slots=True)
class Manager:
    """Somebody with the `organizations` that they speak for, and those that they only belong to.

    `default` is the personal organization of a person, and a machine's own.
    """

    actor: Actor
    organizations: frozenset[UUID]
    others: frozenset[UUID]
    default: UUID | None

    def organization(self, organization_id: UUID | None) -> UUID:
        """The one that is named, else the default. Raises OrganizationNotFound, ManagersOnly."""
        wanted = organization_id or self.default
        if wanted in self.others:
            raise ManagersOnly
        if wanted is None or wanted not in self.organizations:
            raise OrganizationNotFound
        return wanted


class RequiresManager(Requires):
    async def __call__(  # type: ignore[override] # a dependency: FastAPI passes what it asks for
        self, request: Request, resources: AppResources
    ) -> Manager:
        who = await super().__call__(request)
        if isinstance(who, MachinePrincipal):
            return Manager(who.actor, frozenset({who.organization_id}), frozenset(), who.organization_id)
        if not isinstance(who, AccountPrincipal):
            raise NotAllowed
        person = await resources.people.get(who.id)
        personal = next((each.organization_id for each in person.memberships if each.is_personal), None)
        return Manager(who.actor, person.governed, person.organizations - person.governed, personal)


Reader = Annotated[Manager, Depends(RequiresManager(Scope.WEBHOOKS_READ))]
Writer = Annotated[Manager, Depends(RequiresManager(Scope.WEBHOOKS_WRITE))]
