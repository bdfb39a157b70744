"""Every query on members. Whether the caller may see the organization is decided before."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services.organization.members.errors import MemberExists, MemberNotFound
from services.organization.models import MANAGERS, Member, Organization, Role
from shared.db.columns import AnyRow
from shared.pagination import PageRequest, Pagination, Sort

OLDEST_FIRST = Sort("created_at", Member.created_at, Member.id, descending=False)


class MemberRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, organization_id: UUID, member_id: UUID) -> Member:
        member: Member | None = await self.session.scalar(
            select(Member).where(Member.organization_id == organization_id, Member.id == member_id)
        )
        if member is None:
            raise MemberNotFound
        return member

    async def page(self, organization_id: UUID, page: PageRequest) -> tuple[Sequence[Member], Pagination]:
        return await page.fetch(
            self.session, select(Member).where(Member.organization_id == organization_id), OLDEST_FIRST
        )

    async def add(self, member: Member) -> Member:
        """Raises MemberExists."""
        self.session.add(member)
        try:
            await self.session.flush()
        except IntegrityError as error:
            raise MemberExists from error
        return member

    async def delete(self, member_id: UUID) -> None:
        await self.session.execute(delete(Member).where(Member.id == member_id))

    async def has_other_owner(self, member: Member) -> bool:
        """To be asked with the organization locked."""
        other = select(Member.id).where(
            Member.organization_id == member.organization_id,
            Member.id != member.id,
            Member.role == Role.OWNER,
            Member.account_id.is_not(None),
        )
        return await self.session.scalar(other.limit(1)) is not None

    async def managers(self, organization_id: UUID) -> Sequence[UUID]:
        """The accounts of its owners and admins."""
        theirs = select(Member.account_id).where(
            Member.organization_id == organization_id, Member.role.in_(MANAGERS), Member.account_id.is_not(None)
        )
        found: Sequence[Any] = (await self.session.scalars(theirs)).all()
        return found

    async def memberships(self, account_id: UUID) -> Sequence[AnyRow]:
        """`organization_id`, `role` and `is_personal`, for each organization of the account."""
        found = await self.session.execute(
            select(
                Member.organization_id,
                Member.role,
                Organization.personal_owner_id.is_not(None).label("is_personal"),
            )
            .join(Organization, Organization.id == Member.organization_id)
            .where(Member.account_id == account_id)
            .order_by(Organization.created_at, Organization.id)
        )
        return found.all()

    async def is_invited(self, email: str) -> bool:
        invited = select(Member.id).where(func.lower(Member.email) == email.lower())
        return await self.session.scalar(invited.limit(1)) is not None

    async def invitations(self, email: str) -> Sequence[Member]:
        """Locked, so that each is accepted once."""
        found = await self.session.scalars(
            select(Member).where(func.lower(Member.email) == email.lower()).order_by(Member.id).with_for_update()
        )
        return found.all()

    async def organizations_of(self, account_id: UUID) -> set[UUID]:
        return set(await self.session.scalars(select(Member.organization_id).where(Member.account_id == account_id)))
