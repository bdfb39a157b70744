"""Every query on statuses; whose they are the persons say."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.models import Person, Status
from services.immigration.persons.repository import PersonRepository
from services.immigration.statuses.errors import StatusNotFound
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", Status.created_at, Status.id)


class StatusRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, owners: Collection[UUID], status_id: UUID, *, locked: bool = False) -> Status:
        """Raises StatusNotFound, for somebody else's too. `locked`: until the transaction ends."""
        theirs = PersonRepository(self.session).of_owners(owners).with_only_columns(Person.id)
        wanted = select(Status).where(Status.id == status_id, Status.person_id.in_(theirs))
        found: Status | None = await self.session.scalar(wanted.with_for_update(of=Status) if locked else wanted)
        if found is None:
            raise StatusNotFound
        return found

    async def page(self, person_id: UUID, page: PageRequest) -> tuple[Sequence[Status], Pagination]:
        return await page.fetch(self.session, select(Status).where(Status.person_id == person_id), NEWEST_FIRST)

    async def all_of(self, persons: Collection[UUID]) -> Sequence[Status]:
        """Without asking whose they are: for those whose persons were found already."""
        found = await self.session.scalars(
            select(Status).where(Status.person_id.in_(persons)).order_by(*NEWEST_FIRST.order())
        )
        return found.all()

    async def save(self, status: Status) -> Status:
        self.session.add(status)
        await self.session.flush()
        return status

    async def supersede(self, status: Status) -> None:
        """No other of its type and country is the person's current one."""
        others = update(Status).where(
            Status.person_id == status.person_id,
            Status.status_type == status.status_type,
            Status.country.is_not_distinct_from(status.country),
            Status.id != status.id,
            Status.is_current,
        )
        await self.session.execute(others.values(is_current=False))

    async def delete(self, status: Status) -> None:
        await self.session.delete(status)
        await self.session.flush()
