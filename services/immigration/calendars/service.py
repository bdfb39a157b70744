"""Calendars, and what they show."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.immigration.access import Keeper, keeper_of
from services.immigration.calendars.errors import CalendarNotFound
from services.immigration.calendars.rendering import render
from services.immigration.calendars.repository import CalendarRepository
from services.immigration.calendars.schemas import CalendarCreate
from services.immigration.compliance.facts import facts_of
from services.immigration.models import Calendar, Person
from services.immigration.persons.errors import PersonNotFound
from services.immigration.persons.repository import PersonRepository
from services.immigration.resources import ImmigrationApp
from services.immigration.rules.catalogue import load_rules
from services.immigration.rules.evaluate import findings
from services.immigration.rules.facts import Case, PersonFacts
from services.immigration.rules.findings import Finding
from shared.clients.vault import AccessQuestion
from shared.db.session import ReadSession, Session

MOST_PERSONS = 2_000
"""Of whom one calendar shows the due dates, the first to have been entered."""


class CalendarService:
    def __init__(self, session: Session) -> None:
        self.calendars = CalendarRepository(session)
        self.persons = PersonRepository(session)

    async def create(self, keeper: Keeper, data: CalendarCreate) -> Calendar:
        """Raises PersonNotFound, OrganizationNotFound."""
        owner_id = keeper.owner_of_new(data.organization_id)
        if data.person_id:
            owner_id = (await self.persons.get(keeper.owners, data.person_id)).owner_id
        calendar = Calendar(
            owner_id=owner_id,
            organization_id=owner_id if owner_id in keeper.organizations else None,
            person_id=data.person_id,
            name=data.name,
            actor_kind=keeper.question.kind,
            actor_id=keeper.question.id,
            actor_organization_id=keeper.question.organization_id,
            account_id=keeper.question.account_id,
        )
        return await self.calendars.add(calendar)

    async def delete(self, keeper: Keeper, calendar_id: UUID) -> None:
        """Its link ends. Raises CalendarNotFound."""
        await self.calendars.delete(await self.calendars.get(keeper.owners, calendar_id))


class CalendarFeed:
    def __init__(self, session: ReadSession, resources: ImmigrationApp) -> None:
        self.session = session
        self.resources = resources

    async def read(self, token: str) -> bytes:
        """To whoever has the link, what its maker may see now. Raises CalendarNotFound, Unavailable."""
        calendar_id = self.resources.calendar_links.calendar_id(token)
        if calendar_id is None:
            raise CalendarNotFound
        calendar = await CalendarRepository(self.session).find(calendar_id)
        maker = AccessQuestion(
            kind=calendar.actor_kind,
            id=calendar.actor_id,
            organization_id=calendar.actor_organization_id,
            account_id=calendar.account_id,
        )
        if calendar.owner_id not in (await keeper_of(maker, self.resources.people)).owners:
            raise CalendarNotFound
        persons = await self._persons(calendar)
        facts = await facts_of(self.session, persons, self.resources.sealer)
        as_of = self.resources.today()

        def rendered() -> bytes:
            return render(calendar.name, _found(persons, facts, as_of), as_of)

        # A second of arithmetic for many persons: others are answered meanwhile.
        return await asyncio.to_thread(rendered)

    async def _persons(self, calendar: Calendar) -> Sequence[Person]:
        persons = PersonRepository(self.session)
        if calendar.person_id is None:
            return await persons.after(UUID(int=0), MOST_PERSONS, owners=[calendar.owner_id])
        try:
            return [await persons.get([calendar.owner_id], calendar.person_id)]
        except PersonNotFound as error:
            raise CalendarNotFound from error


def _found(
    persons: Sequence[Person], facts: Mapping[UUID, PersonFacts], as_of: date
) -> Iterator[tuple[Person, Finding]]:
    for person in persons:
        for finding in findings(Case(facts[person.id], as_of), load_rules()):
            yield person, finding


Calendars = Annotated[CalendarService, Depends()]
Feed = Annotated[CalendarFeed, Depends()]
