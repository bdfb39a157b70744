"""Importing statuses."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Any, Self
from uuid import UUID

from pydantic import Field, model_validator
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from services.immigration.imports.importer import Importer, Row, Target
from services.immigration.imports.schemas import ImportResult
from services.immigration.models import Person, Status
from services.immigration.numbers.rows import put_numbers
from services.immigration.persons.repository import PersonRepository
from services.immigration.persons.schemas import ExternalId
from services.immigration.persons.telling import of_status
from services.immigration.statuses.errors import EndsBeforeItBegins
from services.immigration.statuses.matching import same_paper
from services.immigration.statuses.repository import StatusRepository
from services.immigration.statuses.schemas import NUMBER, StatusCreate
from shared.events import Event, StatusCreated, StatusUpdated
from shared.outbox.publish import publish_all
from shared.schemas import Email

WHOSE = {"external_id": "external_id", "person_email": "email", "person_id": "person_id"}
"""The fields that say whose a status is, and what persons are known by."""


class StatusRow(StatusCreate):
    """A status in an import, and whose it is; of one who has it already, what is left out stays as it is."""

    external_id: ExternalId | None = Field(None, description="Your own key of the person.")
    person_email: Email | None = None
    person_id: UUID | None = None

    @property
    def whose(self) -> str:
        """The field that says so."""
        return next(name for name in WHOSE if getattr(self, name) is not None)

    @property
    def person_key(self) -> tuple[str, str]:
        """What the person is known by."""
        said = str(getattr(self, self.whose))
        return WHOSE[self.whose], said.lower() if self.person_email else said

    @model_validator(mode="after")
    def of_one_person(self) -> Self:
        if sum(getattr(self, name) is not None for name in WHOSE) != 1:
            message = "give one of external_id, person_email and person_id"
            raise ValueError(message)
        return self


class StatusImporter(Importer[StatusRow]):
    model = StatusRow

    def key(self, row: StatusRow) -> tuple[str, Hashable] | None:
        what = self.sealer.digest(row.document_number) if row.document_number else row.valid_from
        return row.whose, (row.person_key, row.status_type, row.country, what)

    async def take(
        self, session: AsyncSession, target: Target, batch: Sequence[Row[StatusRow]], result: ImportResult
    ) -> None:
        persons = PersonRepository(session)
        known = await persons.by_keys(target.owner_id, [row.said.person_key for row in batch])
        theirs = await StatusRepository(session).all_of({person.id for person in known.values()})
        statuses: dict[UUID, list[Status]] = defaultdict(list)
        for status in theirs:
            statuses[status.person_id].append(status)
        told: list[Event] = []
        for row in batch:
            person = known.get(row.said.person_key)
            if person is None:
                result.refuse(row.number, row.said.whose, "names none of your persons, or several")
            else:
                told += self._entered(session, target, person, statuses[person.id], row, result)
        await session.flush()
        await publish_all(session, told)

    def _entered(
        self,
        session: AsyncSession,
        target: Target,
        person: Person,
        statuses: list[Status],
        row: Row[StatusRow],
        result: ImportResult,
    ) -> list[Event]:
        said = row.said
        digest = self.sealer.digest(said.document_number) if said.document_number else None
        known = same_paper(statuses, said.status_type, said.country, digest, said.valid_from)
        if known is None:
            result.imported += 1
            return [] if target.dry_run else [self._created(session, target, person, statuses, said)]
        changed = self._changes(known, said, digest)
        first, last = (changed.get(name, getattr(known, name)) for name in ("valid_from", "valid_until"))
        if first and last and last < first:
            result.refuse(row.number, "valid_until", EndsBeforeItBegins.detail)
        elif changed:
            result.updated += 1
            return [] if target.dry_run else [self._updated(target, person, known, statuses, changed)]
        else:
            result.skipped += 1
        return []

    def _created(
        self, session: AsyncSession, target: Target, person: Person, statuses: list[Status], said: StatusRow
    ) -> Event:
        status = Status(id=uuid7(), person_id=person.id, **said.model_dump(exclude={NUMBER, *WHOSE}))
        put_numbers(self.sealer, status, {NUMBER: said.document_number})
        _supersede(statuses, status)
        statuses.append(status)
        session.add(status)
        return StatusCreated(**of_status(status, person), actor=target.actor)

    def _updated(
        self, target: Target, person: Person, status: Status, statuses: list[Status], changed: dict[str, Any]
    ) -> Event:
        names = sorted(changed)
        if NUMBER in changed:
            put_numbers(self.sealer, status, {NUMBER: changed.pop(NUMBER)})
        for name, value in changed.items():
            setattr(status, name, value)
        _supersede(statuses, status)
        return StatusUpdated(**of_status(status, person), actor=target.actor, changed=names)

    def _changes(self, status: Status, said: StatusRow, digest: bytes | None) -> dict[str, Any]:
        """What the row says otherwise; what it leaves out stays."""
        told = said.model_dump(exclude_unset=True, exclude={NUMBER, *WHOSE})
        changed = {name: value for name, value in told.items() if value != getattr(status, name)}
        return changed | ({NUMBER: said.document_number} if digest and digest != status.number_digest else {})


def _supersede(statuses: list[Status], current: Status) -> None:
    """No other of its type and country is the person's current one."""
    if current.is_current:
        for status in statuses:
            same = (status.status_type, status.country) == (current.status_type, current.country)
            if same and status is not current and status.is_current:
                status.is_current = False
