"""Routes for family members."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.account.family.errors import FamilyMemberNotFound
from services.account.family.repository import FamilyMemberRepository
from services.account.family.schemas import FamilyMemberList, FamilyMemberRead, FamilyMemberWrite
from services.account.family.service import FamilyService
from services.account.models import FamilyMember
from shared.auth.dependencies import Person
from shared.db.session import ReadSession
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page
from shared.schemas import Success

router = APIRouter(prefix="/api/v1/family-members", tags=["family members"], route_class=IdempotentRoute)

Family = Annotated[FamilyService, Depends()]


@router.post("", status_code=201, response_model=FamilyMemberRead, responses=describe(*GUARDED))
async def create_family_member(who: Person, data: FamilyMemberWrite, family: Family) -> FamilyMember:
    """Add a family member, to keep a vault for."""
    return await family.create(who, data)


@router.get("", response_model=FamilyMemberList, responses=describe(*GUARDED, InvalidCursor))
async def list_family_members(who: Person, page: Page, session: ReadSession) -> dict[str, object]:
    """The caller's family members."""
    members, pagination = await FamilyMemberRepository(session).page(who.id, page)
    return {"family_members": members, "pagination": pagination}


@router.get("/{id}", response_model=FamilyMemberRead, responses=describe(*GUARDED, FamilyMemberNotFound))
async def get_family_member(
    who: Person,
    id: UUID,  # noqa: A002 - the published name
    session: ReadSession,
) -> FamilyMember:
    """One family member."""
    return await FamilyMemberRepository(session).get(who.id, id)


@router.put("/{id}", response_model=FamilyMemberRead, responses=describe(*GUARDED, FamilyMemberNotFound))
async def update_family_member(
    who: Person,
    id: UUID,  # noqa: A002 - the published name
    data: FamilyMemberWrite,
    family: Family,
) -> FamilyMember:
    """Replace everything that is known of a family member."""
    return await family.replace(who, id, data)


@router.delete("/{id}", responses=describe(*GUARDED, FamilyMemberNotFound))
async def delete_family_member(who: Person, id: UUID, family: Family) -> Success:  # noqa: A002 - the published name
    """Remove a family member; vaults that were kept for them stay."""
    await family.delete(who, id)
    return Success()
