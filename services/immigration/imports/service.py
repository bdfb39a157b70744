"""Taking many persons in: in batches of their own transaction, so that neither memory nor locks grow with the file."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import ValidationError
from uuid_utils.compat import uuid7

from services.immigration.access import Keeper
from services.immigration.imports.errors import TooManyRows
from services.immigration.imports.schemas import MOST_ROWS, ImportResult, RowError
from services.immigration.models import Person
from services.immigration.numbers.rows import numbers_of, put_numbers
from services.immigration.numbers.sealing import Sealer
from services.immigration.persons.repository import PersonRepository
from services.immigration.persons.schemas import NUMBERS, PersonRow
from services.immigration.resources import ImmigrationApp
from shared.db.session import Session, Sessions
from shared.events import Event, PersonCreated, PersonUpdated
from shared.outbox.publish import publish_all

BATCH = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is right in itself."""

    number: int
    person: PersonRow

    @property
    def key(self) -> tuple[str, str] | None:
        """What the person is known by."""
        if self.person.external_id:
            return "external_id", self.person.external_id
        return ("email", self.person.email.lower()) if self.person.email else None


class PersonImporter:
    def __init__(self, resources: ImmigrationApp, sessions: Sessions) -> None:
        self.sealer: Sealer = resources.sealer
        self.sessions = sessions

    async def run(
        self, keeper: Keeper, rows: Iterable[dict[str, Any]], organization_id: UUID | None, *, dry_run: bool
    ) -> ImportResult:
        """Raises OrganizationNotFound, TooManyRows and what reading the rows raises; batches before that are in."""
        owner_id = keeper.owner_of_new(organization_id)
        result = ImportResult(dry_run=dry_run)
        seen: dict[tuple[str, str], int] = {}
        numbered = enumerate(rows, start=1)
        while some := list(itertools.islice(numbered, BATCH)):
            if some[-1][0] > MOST_ROWS:
                raise TooManyRows
            batch = [row for number, said in some if (row := _checked(number, said, seen, result))]
            async with self.sessions.begin() as session:
                await self._take(session, keeper, owner_id, batch, result)
        result.errors.sort(key=lambda error: error.row)
        return result

    async def _take(
        self, session: Session, keeper: Keeper, owner_id: UUID, batch: Sequence[Row], result: ImportResult
    ) -> None:
        persons = PersonRepository(session)
        await persons.hold_owner(owner_id)
        known = await persons.by_keys(owner_id, [row.key for row in batch if row.key])
        told: list[Event] = []
        for row in batch:
            person = known.get(row.key) if row.key else None
            if person is None:
                result.imported += 1
                told += [] if result.dry_run else [self._created(session, keeper, owner_id, row.person)]
            elif changed := self._changes(person, row.person):
                result.updated += 1
                told += [] if result.dry_run else [self._updated(keeper, person, changed)]
            else:
                result.skipped += 1
        await session.flush()
        await publish_all(session, told)

    def _created(self, session: Session, keeper: Keeper, owner_id: UUID, said: PersonRow) -> Event:
        person = Person(
            **said.model_dump(exclude={*NUMBERS, "nationality"}) | {"nationalities": said.nationalities or []},
            id=uuid7(),
            owner_id=owner_id,
            organization_id=owner_id if owner_id in keeper.organizations else None,
        )
        put_numbers(self.sealer, person, {name: getattr(said, name) for name in NUMBERS})
        session.add(person)
        return PersonCreated(person_id=person.id, organization_id=person.organization_id, actor=keeper.actor)

    def _updated(self, keeper: Keeper, person: Person, changed: dict[str, Any]) -> Event:
        numbers = {name: changed.pop(name) for name in NUMBERS if name in changed}
        names = sorted([*changed, *numbers])
        if numbers:
            put_numbers(self.sealer, person, numbers_of(self.sealer, person) | numbers)
        for name, value in changed.items():
            setattr(person, name, value)
        return PersonUpdated(
            person_id=person.id, organization_id=person.organization_id, actor=keeper.actor, changed=names
        )

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


def _checked(number: int, said: dict[str, Any], seen: dict[tuple[str, str], int], result: ImportResult) -> Row | None:
    """None for a row with errors, which are in the result then. The values are not repeated."""
    formulas = [name for name, value in said.items() if isinstance(value, str) and value.startswith("=")]
    if formulas:
        _refuse(result, RowError(row=number, field=formulas[0], message="is a formula"))
        return None
    try:
        row = Row(number, PersonRow.model_validate(said))
    except ValidationError as error:
        places = [(each["loc"], each["msg"].removeprefix("Value error, ")) for each in error.errors()]
        wrong = [RowError(row=number, field=str(loc[0]) if loc else None, message=why) for loc, why in places]
        _refuse(result, *wrong)
        return None
    if row.key and row.key in seen:
        message = f"stands in row {seen[row.key]} already"
        _refuse(result, RowError(row=number, field=row.key[0], message=message))
        return None
    if row.key:
        seen[row.key] = number
    return row


def _refuse(result: ImportResult, *errors: RowError) -> None:
    result.skipped += 1
    result.errors += errors


Importer = Annotated[PersonImporter, Depends()]
