"""Rows as the rules know them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.events.repository import ComplianceEventRepository
from services.immigration.models import ComplianceEvent, Person, Status
from services.immigration.rules.facts import EventFacts, PersonFacts, StatusFacts
from services.immigration.rules.vocabulary import EventType, Metadata, parse_event
from services.immigration.statuses.repository import StatusRepository
from services.immigration.statuses.types import StatusType

RowT = TypeVar("RowT", Status, ComplianceEvent)


async def facts_of(session: AsyncSession, persons: Sequence[Person]) -> Mapping[UUID, PersonFacts]:
    """By the ids of persons, in two statements however many they are."""
    ids = [person.id for person in persons]
    statuses = _by_person(await StatusRepository(session).all_of(ids))
    events = _by_person(await ComplianceEventRepository(session).all_of(ids))
    return {
        person.id: PersonFacts(
            nationalities=tuple(person.nationalities),
            date_of_birth=person.date_of_birth,
            statuses=tuple(_status_facts(status) for status in statuses[person.id]),
            events=tuple(_event_facts(event) for event in events[person.id]),
        )
        for person in persons
    }


def _by_person(rows: Iterable[RowT]) -> Mapping[UUID, list[RowT]]:
    found: dict[UUID, list[RowT]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _status_facts(status: Status) -> StatusFacts:
    return StatusFacts(
        id=status.id,
        status_type=StatusType(status.status_type),
        status_code=status.status_code,
        country=status.country,
        valid_from=status.valid_from,
        valid_until=status.valid_until,
        is_current=status.is_current,
    )


def _event_facts(event: ComplianceEvent) -> EventFacts[Metadata]:
    event_type = EventType(event.event_type)
    return EventFacts(event.id, event_type, event.event_date, parse_event(event_type, event.details))
