"""Every query on compliance events; whose they are the persons say."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.events.errors import ComplianceEventNotFound
from services.immigration.models import ComplianceEvent
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", ComplianceEvent.created_at, ComplianceEvent.id)


class ComplianceEventRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, person_id: UUID, event_id: UUID) -> ComplianceEvent:
        """Raises ComplianceEventNotFound."""
        wanted = select(ComplianceEvent).where(ComplianceEvent.id == event_id, ComplianceEvent.person_id == person_id)
        found: ComplianceEvent | None = await self.session.scalar(wanted)
        if found is None:
            raise ComplianceEventNotFound
        return found

    async def page(self, person_id: UUID, page: PageRequest) -> tuple[Sequence[ComplianceEvent], Pagination]:
        theirs = select(ComplianceEvent).where(ComplianceEvent.person_id == person_id)
        return await page.fetch(self.session, theirs, NEWEST_FIRST)

    async def all_of(self, persons: Collection[UUID]) -> Sequence[ComplianceEvent]:
        """Without asking whose they are: for those whose persons were found already."""
        theirs = select(ComplianceEvent).where(ComplianceEvent.person_id.in_(persons))
        return (await self.session.scalars(theirs)).all()

    async def add(self, event: ComplianceEvent) -> ComplianceEvent:
        self.session.add(event)
        await self.session.flush()
        return event

    async def delete(self, event: ComplianceEvent) -> None:
        await self.session.delete(event)
        await self.session.flush()
