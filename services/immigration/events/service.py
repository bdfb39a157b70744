"""Keeping what happens."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import ValidationError

from services.immigration.access import Keeper
from services.immigration.events.repository import ComplianceEventRepository
from services.immigration.events.schemas import ComplianceEventCreate
from services.immigration.models import ComplianceEvent
from services.immigration.persons.repository import PersonRepository
from services.immigration.rules.vocabulary import parse_event
from shared.db.session import Session
from shared.errors import invalid


class ComplianceEventService:
    def __init__(self, session: Session) -> None:
        self.persons = PersonRepository(session)
        self.events = ComplianceEventRepository(session)

    async def create(self, keeper: Keeper, person_id: UUID, data: ComplianceEventCreate) -> ComplianceEvent:
        """Raises PersonNotFound, RequestValidationError for metadata that the type does not have."""
        person = await self.persons.get(keeper.owners, person_id)
        try:
            details = parse_event(data.event_type, data.metadata)
        except ValidationError as error:
            raise invalid(error, "body", "metadata") from error
        event = ComplianceEvent(
            person_id=person.id,
            event_type=data.event_type,
            event_date=data.event_date,
            description=data.description,
            details=details.model_dump(mode="json", exclude_unset=True),
        )
        return await self.events.add(event)

    async def delete(self, keeper: Keeper, person_id: UUID, event_id: UUID) -> None:
        """Raises PersonNotFound, ComplianceEventNotFound."""
        person = await self.persons.get(keeper.owners, person_id)
        await self.events.delete(await self.events.get(person.id, event_id))


ComplianceEvents = Annotated[ComplianceEventService, Depends()]
