"""Importing persons."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from services.immigration.imports.importer import Importer, Row, Target
from services.immigration.imports.schemas import ImportResult
from services.immigration.models import Person
from services.immigration.numbers.rows import numbers_of, put_numbers
from services.immigration.persons.repository import PersonRepository
from services.immigration.persons.schemas import NUMBERS, PersonRow
from services.immigration.persons.telling import of_person
from shared.events import Event, PersonCreated, PersonUpdated
from shared.outbox.publish import publish_all


class PersonImporter(Importer[PersonRow]):
    model = PersonRow

    def key(self, row: PersonRow) -> tuple[str, str] | None:
        if row.external_id:
            return "external_id", row.external_id
        return ("email", row.email.lower()) if row.email else None

    async def take(
        self, session: AsyncSession, target: Target, batch: Sequence[Row[PersonRow]], result: ImportResult
    ) -> None:
        persons = PersonRepository(session)
        await persons.hold_owner(target.owner_id)
        keys = [self.key(row.said) for row in batch]
        known = await persons.by_keys(target.owner_id, [key for key in keys if key])
        told: list[Event] = []
        for row, key in zip(batch, keys, strict=True):
            person = known.get(key) if key else None
            if person is None:
                result.imported += 1
                told += [] if target.dry_run else [self._created(session, target, row.said)]
            elif changed := self._changes(person, row.said):
                result.updated += 1
                told += [] if target.dry_run else [self._updated(target, person, changed)]
            else:
                result.skipped += 1
        await session.flush()
        await publish_all(session, told)

    def _created(self, session: AsyncSession, target: Target, said: PersonRow) -> Event:
        person = Person(
            **said.model_dump(exclude={*NUMBERS, "nationality"}) | {"nationalities": said.nationalities or []},
            id=uuid7(),
            owner_id=target.owner_id,
            organization_id=target.organization_id,
        )
        put_numbers(self.sealer, person, {name: getattr(said, name) for name in NUMBERS})
        session.add(person)
        return PersonCreated(**of_person(person), actor=target.actor)

    def _updated(self, target: Target, person: Person, changed: dict[str, Any]) -> Event:
        numbers = {name: changed.pop(name) for name in NUMBERS if name in changed}
        names = sorted([*changed, *numbers])
        if numbers:
            put_numbers(self.sealer, person, numbers_of(self.sealer, person) | numbers)
        for name, value in changed.items():
            setattr(person, name, value)
        return PersonUpdated(**of_person(person), actor=target.actor, changed=names)

    def _changes(self, person: Person, said: PersonRow) -> dict[str, Any]:
        """What the row says otherwise; what it leaves out stays."""
        now = numbers_of(self.sealer, person)
        told = said.model_dump(exclude_unset=True, exclude={"nationality"})
        if said.nationalities is not None:
            told["nationalities"] = said.nationalities
        return {
            name: value
            for name, value in told.items()
            if value != (now.get(name) if name in NUMBERS else getattr(person, name))
        }
