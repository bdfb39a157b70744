"""Keeping statuses."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from uuid_utils.compat import uuid7

from services.immigration.access import Keeper
from services.immigration.models import Status
from services.immigration.numbers.rows import put_numbers
from services.immigration.persons.repository import PersonRepository
from services.immigration.persons.telling import of_status
from services.immigration.resources import ImmigrationApp
from services.immigration.statuses.errors import EndsBeforeItBegins
from services.immigration.statuses.repository import StatusRepository
from services.immigration.statuses.schemas import NUMBER, StatusCreate, StatusUpdate
from shared.db.session import Session
from shared.events import StatusCreated, StatusUpdated
from shared.outbox.publish import publish


class StatusService:
    def __init__(self, session: Session, resources: ImmigrationApp) -> None:
        self.session = session
        self.sealer = resources.sealer
        self.persons = PersonRepository(session)
        self.statuses = StatusRepository(session)

    async def create(self, keeper: Keeper, person_id: UUID, data: StatusCreate) -> Status:
        """Raises PersonNotFound."""
        # Held, so that two that are entered at once are not both the current one.
        person = await self.persons.get(keeper.owners, person_id, locked=True)
        status = Status(id=uuid7(), person_id=person_id, **data.model_dump(exclude={NUMBER}))
        put_numbers(self.sealer, status, {NUMBER: data.document_number})
        if status.is_current:
            await self.statuses.supersede(status)
        await self.statuses.save(status)
        await publish(self.session, StatusCreated(**of_status(status, person), actor=keeper.actor))
        return status

    async def update(self, keeper: Keeper, status_id: UUID, data: StatusUpdate) -> Status:
        """Raises StatusNotFound, EndsBeforeItBegins."""
        seen = await self.statuses.get(keeper.owners, status_id)
        person = await self.persons.get(keeper.owners, seen.person_id, locked=True)
        status = await self.statuses.get(keeper.owners, status_id, locked=True)
        said = data.model_dump(exclude_unset=True)
        if NUMBER in said:
            put_numbers(self.sealer, status, {NUMBER: said[NUMBER]})
        for name in said.keys() - {NUMBER}:
            setattr(status, name, said[name])
        if status.valid_from and status.valid_until and status.valid_until < status.valid_from:
            raise EndsBeforeItBegins
        if status.is_current:
            await self.statuses.supersede(status)
        await self.statuses.save(status)
        told = StatusUpdated(**of_status(status, person), actor=keeper.actor, changed=sorted(said))
        await publish(self.session, told)
        return status

    async def delete(self, keeper: Keeper, status_id: UUID) -> None:
        """Raises StatusNotFound."""
        await self.statuses.delete(await self.statuses.get(keeper.owners, status_id, locked=True))


Statuses = Annotated[StatusService, Depends()]
