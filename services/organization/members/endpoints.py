"""Routes for members of an organization."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.organization.members.admission import AdmissionService
from services.organization.members.errors import (
    LastOwner,
    MemberChanged,
    MemberExists,
    MemberNotFound,
    OwnersOnly,
    PersonalMembers,
    TooManyInvitations,
)
from services.organization.members.schemas import MemberCreate, MemberList, MemberRead
from services.organization.members.service import MemberService
from services.organization.organizations.dependencies import ManagedOrganization, VisibleOrganization
from services.organization.organizations.errors import ManagersOnly, OrganizationNotFound
from shared.auth.dependencies import Person
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page
from shared.schemas import Success

COMMON = (*GUARDED, OrganizationNotFound)

router = APIRouter(
    prefix="/api/v1/organizations/{organization_id}/members", tags=["members"], route_class=IdempotentRoute
)

Admission = Annotated[AdmissionService, Depends()]
Members = Annotated[MemberService, Depends()]


@router.post(
    "",
    status_code=201,
    responses=describe(*COMMON, ManagersOnly, OwnersOnly, MemberExists, PersonalMembers, TooManyInvitations),
)
async def add_member(
    person: Person, organization: ManagedOrganization, data: MemberCreate, admission: Admission
) -> MemberRead:
    """Take somebody in by e-mail address; for owners and admins, and only owners make owners.

    Whoever has an account with this address, and has confirmed it, is an `active` member at once. Anybody else gets an
    invitation by mail and is `invited` until they confirm the address.
    """
    return await admission.add(person, organization.id, data)


@router.get("", responses=describe(*COMMON, InvalidCursor))
async def list_members(organization: VisibleOrganization, page: Page, members: Members) -> MemberList:
    """Members and invitations, oldest first."""
    listed, pagination = await members.page(organization.id, page)
    return MemberList(members=listed, pagination=pagination)


@router.delete(
    "/{member_id}", responses=describe(*COMMON, ManagersOnly, OwnersOnly, MemberNotFound, LastOwner, MemberChanged)
)
async def remove_member(
    person: Person, organization: VisibleOrganization, member_id: UUID, members: Members
) -> Success:
    """Remove a member or take back an invitation; for owners and admins, and only owners remove owners.

    Everybody may leave, but for the last owner.
    """
    await members.remove(person, organization.id, member_id)
    return Success()
