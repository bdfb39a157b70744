"""Routes for organizations."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.organization.members.memberships import MembershipService
from services.organization.models import Organization
from services.organization.organizations.dependencies import ManagedOrganization, VisibleOrganization
from services.organization.organizations.errors import (
    DomainTaken,
    ForeignDomain,
    ManagersOnly,
    OrganizationNotFound,
    PersonalDomain,
    PublicMailDomain,
)
from services.organization.organizations.repository import OrganizationRepository
from services.organization.organizations.schemas import (
    OrganizationCreate,
    OrganizationList,
    OrganizationRead,
    OrganizationUpdate,
)
from services.organization.organizations.service import OrganizationService
from shared.auth.dependencies import AppResources, Person
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page

router = APIRouter(prefix="/api/v1/organizations", tags=["organizations"], route_class=IdempotentRoute)

Organizations = Annotated[OrganizationService, Depends()]
Memberships = Annotated[MembershipService, Depends()]


@router.post(
    "",
    status_code=201,
    response_model=OrganizationRead,
    responses=describe(*GUARDED, ForeignDomain, DomainTaken, PublicMailDomain),
)
async def create_organization(person: Person, data: OrganizationCreate, organizations: Organizations) -> Organization:
    """Create an organization, owned by the caller.

    A `domain` must be the one of the caller's own verified e-mail address and belong to no other organization; the
    domains of public mail services can't be taken.
    """
    return await organizations.create(person, data)


@router.get("", response_model=OrganizationList, responses=describe(*GUARDED, InvalidCursor))
async def list_organizations(
    person: Person, page: Page, memberships: Memberships, resources: AppResources
) -> dict[str, object]:
    """The organizations that the caller is a member of, newest first; a personal one is always among them."""
    await memberships.settle(person.id)
    async with resources.reads() as session:
        organizations, pagination = await OrganizationRepository(session).page(person.id, page)
    return {"organizations": organizations, "pagination": pagination}


@router.get("/{organization_id}", response_model=OrganizationRead, responses=describe(*GUARDED, OrganizationNotFound))
async def get_organization(organization: VisibleOrganization) -> Organization:
    """One organization that the caller is a member of."""
    return organization


@router.patch(
    "/{organization_id}",
    response_model=OrganizationRead,
    responses=describe(
        *GUARDED, ManagersOnly, ForeignDomain, OrganizationNotFound, DomainTaken, PersonalDomain, PublicMailDomain
    ),
)
async def update_organization(
    person: Person, organization: ManagedOrganization, data: OrganizationUpdate, organizations: Organizations
) -> Organization:
    """Change name, domain or settings; for owners and admins. What is left out stays, and the slug does too."""
    return await organizations.update(person, organization, data)
