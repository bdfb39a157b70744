"""Rows as the rules know them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.documents.contradictions import contradictions
from services.immigration.documents.repository import PersonDocumentRepository
from services.immigration.events.repository import ComplianceEventRepository
from services.immigration.models import ComplianceEvent, Person, PersonDocument, Status
from services.immigration.numbers.sealing import Sealer
from services.immigration.rules.facts import Contradiction, EventFacts, PersonFacts, StatusFacts
from services.immigration.rules.vocabulary import EventType, Metadata, parse_event
from services.immigration.statuses.repository import StatusRepository
from services.immigration.statuses.types import StatusType

RowT = TypeVar("RowT", Status, ComplianceEvent, PersonDocument)


async def facts_of(session: AsyncSession, persons: Sequence[Person], sealer: Sealer) -> Mapping[UUID, PersonFacts]:
    """By the ids of persons, in three statements however many they are. Raises Unsealable."""
    ids = [person.id for person in persons]
    statuses = _by_person(await StatusRepository(session).all_of(ids))
    events = _by_person(await ComplianceEventRepository(session).all_of(ids))
    links = _by_person(await PersonDocumentRepository(session).all_of(ids))
    return {
        person.id: PersonFacts(
            nationalities=tuple(person.nationalities),
            date_of_birth=person.date_of_birth,
            statuses=tuple(_status_facts(status) for status in statuses[person.id]),
            events=tuple(_event_facts(event) for event in events[person.id]),
            contradictions=tuple(_contradictions(sealer, links[person.id], person, statuses[person.id])),
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


def _contradictions(
    sealer: Sealer, links: Sequence[PersonDocument], person: Person, statuses: Sequence[Status]
) -> Iterator[Contradiction]:
    for link in links:
        for each in contradictions(sealer, link, person, statuses):
            yield Contradiction(each.field, link.document_type_code or "", each.status.id if each.status else None)


def _event_facts(event: ComplianceEvent) -> EventFacts[Metadata]:
    event_type = EventType(event.event_type)
    return EventFacts(event.id, event_type, event.event_date, parse_event(event_type, event.details))
