"""Every query on family members; `of_account` is the one place that says whose a row is."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.account.family.errors import FamilyMemberNotFound
from services.account.models import FamilyMember
from shared.pagination import PageRequest, Pagination, Sort

OLDEST_FIRST = Sort("created_at", FamilyMember.created_at, FamilyMember.id, descending=False)


class FamilyMemberRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def of_account(self, account_id: UUID) -> Select[FamilyMember]:
        return select(FamilyMember).where(FamilyMember.account_id == account_id)

    async def get(self, account_id: UUID, member_id: UUID) -> FamilyMember:
        """Raises FamilyMemberNotFound, for somebody else's too."""
        found: FamilyMember | None = await self.session.scalar(
            self.of_account(account_id).where(FamilyMember.id == member_id)
        )
        if found is None:
            raise FamilyMemberNotFound
        return found

    async def page(self, account_id: UUID, page: PageRequest) -> tuple[Sequence[FamilyMember], Pagination]:
        return await page.fetch(self.session, self.of_account(account_id), OLDEST_FIRST)

    async def all(self, account_id: UUID) -> Sequence[FamilyMember]:
        return (await self.session.scalars(self.of_account(account_id).order_by(*OLDEST_FIRST.order()))).all()

    async def add(self, member: FamilyMember) -> FamilyMember:
        self.session.add(member)
        await self.session.flush()
        return member

    async def save(self) -> None:
        await self.session.flush()

    async def delete(self, account_id: UUID, member_id: UUID) -> None:
        """Raises FamilyMemberNotFound."""
        deleted = await self.session.scalar(
            delete(FamilyMember)
            .where(FamilyMember.account_id == account_id, FamilyMember.id == member_id)
            .returning(FamilyMember.id)
        )
        if deleted is None:
            raise FamilyMemberNotFound
