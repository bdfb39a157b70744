"""Finding duplicates, and merging them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends

from services.immigration.access import Keeper
from services.immigration.documents.repository import PersonDocumentRepository
from services.immigration.events.repository import ComplianceEventRepository
from services.immigration.merging.errors import MergedWithItself
from services.immigration.merging.repository import MergeRepository
from services.immigration.merging.schemas import Duplicate, Duplicates, MergeResult, Moved, Reason
from services.immigration.models import ComplianceEvent, FamilyLink, Person, Status
from services.immigration.numbers.rows import numbers_of, put_numbers
from services.immigration.persons.errors import RecordsOfTwoOwners
from services.immigration.persons.repository import PersonRepository
from services.immigration.persons.schemas import NUMBERS, PersonRead
from services.immigration.persons.telling import of_person
from services.immigration.resources import ImmigrationApp
from services.immigration.statuses.matching import same_paper
from services.immigration.statuses.repository import StatusRepository
from shared.db.session import Session
from shared.events import PersonDeleted, PersonUpdated
from shared.outbox.publish import publish

FIELDS = ("middle_name", "email", "date_of_birth", "country_of_birth", "employer", "external_id")
ALWAYS_THERE = ("first_name", "last_name")
OF_A_STATUS = ("status_code", "valid_from", "valid_until", "source_document_id", "notes")


class MergeService:
    def __init__(self, session: Session, resources: ImmigrationApp) -> None:
        self.session = session
        self.sealer = resources.sealer
        self.persons = PersonRepository(session)
        self.merging = MergeRepository(session)

    async def duplicates(self, keeper: Keeper, person_id: UUID) -> Duplicates:
        """Raises PersonNotFound."""
        person = await self.persons.get(keeper.owners, person_id)
        found = await self.merging.alike(person)
        return Duplicates(
            duplicates=[
                Duplicate(person=PersonRead.masked(each, self.sealer), reasons=_reasons(person, each)) for each in found
            ]
        )

    async def merge(self, keeper: Keeper, person_id: UUID, duplicate_id: UUID) -> MergeResult:
        """What the person says stays, and what only the duplicate says comes over.

        Raises PersonNotFound, MergedWithItself, RecordsOfTwoOwners.
        """
        if person_id == duplicate_id:
            raise MergedWithItself
        # In one order, so that two who merge the same two never wait for each other.
        rows = [await self.persons.get(keeper.owners, each, locked=True) for each in sorted({person_id, duplicate_id})]
        person, duplicate = rows if rows[0].id == person_id else reversed(rows)
        if person.owner_id != duplicate.owner_id:
            raise RecordsOfTwoOwners
        moved = Moved(
            statuses=await self._move_statuses(person, duplicate),
            compliance_events=await self._move_events(person, duplicate),
            documents=await self._move_documents(person, duplicate),
            family_links=await self._move_family(person, duplicate),
        )
        await self.session.flush()
        await self.merging.move_raised_steps(duplicate.id, person.id)
        said = _said(duplicate, numbers_of(self.sealer, duplicate))
        # Gone first: its external id is free then.
        await self.persons.delete(duplicate)
        filled, kept = self._fill(person, said)
        await self.persons.save(person)
        told = of_person(person) | {"actor": keeper.actor}
        await publish(self.session, PersonUpdated(**told, changed=filled))
        await publish(self.session, PersonDeleted(**told | {"person_id": duplicate_id}, merged_into=person.id))
        await self.session.refresh(person)
        return MergeResult(person=PersonRead.of(person, self.sealer), moved=moved, filled=filled, kept=kept)

    def _fill(self, person: Person, said: dict[str, Any]) -> tuple[list[str], list[str]]:
        numbers = numbers_of(self.sealer, person)
        own = _said(person, numbers)
        filled = sorted(name for name, value in said.items() if value and not own.get(name))
        kept = sorted(name for name, value in said.items() if value and own.get(name) and own[name] != value)
        for name in filled:
            if name in NUMBERS:
                numbers[name] = said[name]
            else:
                setattr(person, name, said[name])
        put_numbers(self.sealer, person, numbers)
        nationalities = list(dict.fromkeys([*person.nationalities, *said["nationalities"]]))
        if nationalities != person.nationalities:
            person.nationalities = nationalities
        return filled, [name for name in kept if name != "nationalities"]

    async def _move_statuses(self, person: Person, duplicate: Person) -> int:
        """One that both have stays once, with what either says of it."""
        found = await StatusRepository(self.session).all_of([person.id, duplicate.id])
        own = [status for status in found if status.person_id == person.id]
        moved = 0
        for status in found:
            if status.person_id != duplicate.id:
                continue
            same = same_paper(own, status.status_type, status.country, status.number_digest, status.valid_from)
            if same:
                self._fill_status(same, status)
                await self.session.delete(status)
            else:
                status.person_id = person.id
                own.append(status)
                moved += 1
        _keep_one_current(own)
        return moved

    def _fill_status(self, status: Status, other: Status) -> None:
        for name in OF_A_STATUS:
            if getattr(status, name) is None:
                setattr(status, name, getattr(other, name))
        if status.number is None and other.number is not None:
            put_numbers(self.sealer, status, numbers_of(self.sealer, other))

    async def _move_events(self, person: Person, duplicate: Person) -> int:
        found = await ComplianceEventRepository(self.session).all_of([person.id, duplicate.id])
        own = [_what(event) for event in found if event.person_id == person.id]
        theirs = [event for event in found if event.person_id == duplicate.id and _what(event) not in own]
        for event in theirs:
            event.person_id = person.id
        return len(theirs)

    async def _move_documents(self, person: Person, duplicate: Person) -> int:
        links = await PersonDocumentRepository(self.session).all_of([person.id, duplicate.id])
        own = {link.document_id for link in links if link.person_id == person.id}
        theirs = [link for link in links if link.person_id == duplicate.id and link.document_id not in own]
        for link in theirs:
            link.person_id = person.id
        return len(theirs)

    async def _move_family(self, person: Person, duplicate: Person) -> int:
        links = await self.merging.family_of([person.id, duplicate.id])
        own = {_other(link, person.id) for link in links if person.id in {link.person_id, link.relative_id}}
        moved = 0
        for link in links:
            if person.id in {link.person_id, link.relative_id} or _other(link, duplicate.id) in own:
                continue
            if link.person_id == duplicate.id:
                link.person_id = person.id
            else:
                link.relative_id = person.id
            moved += 1
        return moved


def _reasons(person: Person, other: Person) -> list[Reason]:
    reasons = []
    if set(person.number_digests) & set(other.number_digests):
        reasons.append(Reason.NUMBER)
    if person.email and other.email and person.email.lower() == other.email.lower():
        reasons.append(Reason.EMAIL)
    names = [(each.first_name.lower(), each.last_name.lower(), each.date_of_birth) for each in (person, other)]
    if names[0] == names[1] and person.date_of_birth:
        reasons.append(Reason.NAME_AND_BIRTH)
    return reasons


def _said(person: Person, numbers: dict[str, str]) -> dict[str, Any]:
    own = {name: getattr(person, name) for name in (*ALWAYS_THERE, *FIELDS)}
    return own | numbers | {"nationalities": list(person.nationalities)}


def _keep_one_current(statuses: Sequence[Status]) -> None:
    """Of a type and country: the one that began last."""
    latest: dict[tuple[str, str | None], Status] = {}
    for status in sorted(statuses, key=lambda each: (each.valid_from or date.min, each.id)):
        if status.is_current:
            before = latest.get((status.status_type, status.country))
            if before:
                before.is_current = False
            latest[status.status_type, status.country] = status


def _what(event: ComplianceEvent) -> tuple[str, date, dict[str, Any]]:
    return event.event_type, event.event_date, event.details


def _other(link: FamilyLink, person_id: UUID) -> UUID:
    return link.relative_id if link.person_id == person_id else link.person_id


Merging = Annotated[MergeService, Depends()]
