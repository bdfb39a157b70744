"""Every query on persons; `of_owners` is the one place that says whose a row is."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.models import Person, Status
from services.immigration.persons.errors import ExternalIdTaken, PersonNotFound
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", Person.created_at, Person.id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to. `digest` is of the text that is searched for, taken for a number."""

    search: str | None = None
    digest: bytes = b""
    organization_id: UUID | None = None
    status_type: str | None = None
    expires_by: date | None = None
    today: date = date.min

    @classmethod
    def expiring(cls, today: date, within: int | None) -> date | None:
        return None if within is None else today + timedelta(days=within)


class PersonRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def of_owners(self, owners: Collection[UUID]) -> Select[Person]:
        return select(Person).where(Person.owner_id.in_(owners))

    async def get(self, owners: Collection[UUID], person_id: UUID, *, locked: bool = False) -> Person:
        """Raises PersonNotFound, for somebody else's too. `locked`: until the transaction ends."""
        wanted = self.of_owners(owners).where(Person.id == person_id)
        found: Person | None = await self.session.scalar(wanted.with_for_update() if locked else wanted)
        if found is None:
            raise PersonNotFound
        return found

    async def page(
        self, owners: Collection[UUID], wanted: Wanted, page: PageRequest
    ) -> tuple[Sequence[Person], Pagination]:
        return await page.fetch(self.session, _narrowed(self.of_owners(owners), wanted), NEWEST_FIRST)

    async def all_of_owner(self, owner_id: UUID) -> Sequence[Person]:
        return (await self.session.scalars(self.of_owners([owner_id]).order_by(*NEWEST_FIRST.order()))).all()

    async def hold_owner(self, owner_id: UUID) -> None:
        """Two imports for one owner take turns, so that they do not enter the same person twice."""
        await self.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(owner_id), 0))))

    async def by_keys(self, owner_id: UUID, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Person]:
        """Persons by what imports know them by; an address of several persons is nobody's. Held until the end."""
        said: dict[str, list[str]] = defaultdict(list)
        for name, value in keys:
            said[name].append(value)
        one_of = or_(
            Person.external_id.in_(said["external_id"]),
            func.lower(Person.email).in_(said["email"]),
            Person.id.in_([UUID(value) for value in said["person_id"]]),
        )
        # In one order, so that two who hold some of the same never wait for each other.
        wanted = self.of_owners([owner_id]).where(one_of).order_by(Person.id).with_for_update()
        known: dict[tuple[str, str], Person] = {}
        shared: set[tuple[str, str]] = set()
        for person in await self.session.scalars(wanted):
            known["person_id", str(person.id)] = person
            if person.external_id:
                known["external_id", person.external_id] = person
            if person.email:
                key = ("email", person.email.lower())
                shared |= {key} & known.keys()
                known[key] = person
        return {key: person for key, person in known.items() if key not in shared}

    async def after(self, last: UUID, limit: int, *, owners: Collection[UUID] | None = None) -> Sequence[Person]:
        """Of these owners or, for what looks at all of them, everybody's; in the order of their ids."""
        persons = select(Person) if owners is None else self.of_owners(owners)
        return (await self.session.scalars(persons.where(Person.id > last).order_by(Person.id).limit(limit))).all()

    async def save(self, person: Person) -> Person:
        """Raises ExternalIdTaken."""
        self.session.add(person)
        try:
            await self.session.flush()
        except IntegrityError as error:
            raise ExternalIdTaken from error
        return person

    async def delete(self, person: Person) -> None:
        await self.session.delete(person)
        await self.session.flush()

    async def delete_of_owner(self, owner_id: UUID) -> None:
        await self.session.execute(delete(Person).where(Person.owner_id == owner_id))


def _narrowed(persons: Select[Person], wanted: Wanted) -> Select[Person]:
    if wanted.organization_id is not None:
        persons = persons.where(Person.organization_id == wanted.organization_id)
    if wanted.search:
        name = func.concat_ws(" ", Person.first_name, Person.middle_name, Person.last_name)
        persons = persons.where(
            or_(
                name.icontains(wanted.search, autoescape=True),
                Person.email.icontains(wanted.search, autoescape=True),
                func.lower(Person.external_id) == wanted.search.lower(),
                Person.number_digests.contains([wanted.digest]),
                select(Status.id).where(Status.person_id == Person.id, Status.number_digest == wanted.digest).exists(),
            )
        )
    statuses = select(Status.id).where(Status.person_id == Person.id, Status.is_current)
    if wanted.status_type is not None:
        statuses = statuses.where(Status.status_type == wanted.status_type)
    if wanted.expires_by is not None:
        statuses = statuses.where(Status.valid_until.between(wanted.today, wanted.expires_by))
    if wanted.status_type is not None or wanted.expires_by is not None:
        persons = persons.where(statuses.exists())
    return persons
