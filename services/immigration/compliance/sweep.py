"""Looks at everybody, and raises each step of a warning once."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.compliance.facts import facts_of
from services.immigration.compliance.repository import RaisedStepRepository, StepKey
from services.immigration.models import Person
from services.immigration.persons.repository import PersonRepository
from services.immigration.persons.telling import of_person
from services.immigration.resources import ImmigrationResources
from services.immigration.rules.catalogue import load_rules
from services.immigration.rules.evaluate import findings
from services.immigration.rules.facts import Case
from services.immigration.rules.findings import Finding, ladder_step
from shared.events import ComplianceDue, Event, StatusExpiring
from shared.outbox.publish import publish_all

BATCH = 500
EXPIRY = "EXPIRY"
NO_DAY = date.max
"""Of a finding that has no due date."""


async def sweep(resources: ImmigrationResources) -> int:
    """How many steps were raised. Each batch is a transaction of its own: a sweep can break off and begin again."""
    raised, last = 0, UUID(int=0)
    while True:
        async with resources.sessions.begin() as session:
            persons = await PersonRepository(session).after(last, BATCH)
            raised += await _raise(session, persons, resources)
        if len(persons) < BATCH:
            return raised
        last = persons[-1].id


async def _raise(session: AsyncSession, persons: Sequence[Person], resources: ImmigrationResources) -> int:
    facts, today = await facts_of(session, persons, resources.sealer), resources.today()
    events: dict[StepKey, Event] = {}
    for person in persons:
        for finding, step in _reached(Case(facts[person.id], today)):
            subject = finding.status_id or finding.event_id or person.id
            events[person.id, finding.rule, subject, finding.due_date or NO_DAY, step] = _told(person, finding, step)
    new = await RaisedStepRepository(session).add_new(events.keys())
    await publish_all(session, [events[key] for key in new])
    return len(new)


def _reached(case: Case) -> Iterator[tuple[Finding, int]]:
    for finding in findings(case, load_rules()):
        step = ladder_step(finding, case.as_of)
        if step is not None:
            yield finding, step


def _told(person: Person, finding: Finding, step: int) -> Event:
    if finding.rule == EXPIRY and finding.status_id and finding.due_date:
        return StatusExpiring(**of_person(person), status_id=finding.status_id, valid_until=finding.due_date, step=step)
    return ComplianceDue(
        **of_person(person),
        rule=finding.rule,
        severity=finding.severity,
        due_date=finding.due_date,
        step=step,
    )
