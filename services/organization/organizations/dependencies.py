"""The organization of the path, by what the caller is in it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.organization.models import MANAGERS, Organization
from services.organization.organizations.errors import ManagersOnly
from services.organization.organizations.repository import OrganizationRepository
from shared.auth.dependencies import AppResources, Person


async def visible_organization(organization_id: UUID, person: Person, resources: AppResources) -> Organization:
    async with resources.reads() as session:
        return await OrganizationRepository(session).get(organization_id, person.id)


VisibleOrganization = Annotated[Organization, Depends(visible_organization)]


async def managed_organization(organization: VisibleOrganization) -> Organization:
    if organization.role not in MANAGERS:
        raise ManagersOnly
    return organization


ManagedOrganization = Annotated[Organization, Depends(managed_organization)]
