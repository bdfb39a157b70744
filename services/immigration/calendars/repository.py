"""Every query on calendars."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.calendars.errors import CalendarNotFound
from services.immigration.models import Calendar
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", Calendar.created_at, Calendar.id)


class CalendarRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, owners: Collection[UUID], calendar_id: UUID) -> Calendar:
        """Raises CalendarNotFound, for somebody else's too."""
        wanted = select(Calendar).where(Calendar.id == calendar_id, Calendar.owner_id.in_(owners))
        found: Calendar | None = await self.session.scalar(wanted)
        if found is None:
            raise CalendarNotFound
        return found

    async def find(self, calendar_id: UUID) -> Calendar:
        """Whose link was shown. Raises CalendarNotFound."""
        found = await self.session.get(Calendar, calendar_id)
        if found is None:
            raise CalendarNotFound
        return found

    async def page(self, owners: Collection[UUID], page: PageRequest) -> tuple[Sequence[Calendar], Pagination]:
        return await page.fetch(self.session, select(Calendar).where(Calendar.owner_id.in_(owners)), NEWEST_FIRST)

    async def add(self, calendar: Calendar) -> Calendar:
        self.session.add(calendar)
        await self.session.flush()
        return calendar

    async def delete(self, calendar: Calendar) -> None:
        await self.session.delete(calendar)
        await self.session.flush()

    async def delete_of_owner(self, owner_id: UUID) -> None:
        """What is about their persons, and what they made for others."""
        theirs = or_(Calendar.owner_id == owner_id, Calendar.account_id == owner_id)
        await self.session.execute(delete(Calendar).where(theirs))
