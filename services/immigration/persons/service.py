"""Keeping persons."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from uuid_utils.compat import uuid7

from services.immigration.access import Keeper
from services.immigration.models import Person
from services.immigration.numbers.rows import numbers_of, put_numbers
from services.immigration.persons.repository import PersonRepository
from services.immigration.persons.schemas import NUMBERS, PersonCreate, PersonUpdate
from services.immigration.persons.telling import of_person
from services.immigration.resources import ImmigrationApp
from shared.db.session import Session
from shared.events import PersonCreated, PersonDeleted, PersonUpdated
from shared.outbox.publish import publish


class PersonService:
    def __init__(self, session: Session, resources: ImmigrationApp) -> None:
        self.session = session
        self.sealer = resources.sealer
        self.persons = PersonRepository(session)

    async def create(self, keeper: Keeper, data: PersonCreate) -> Person:
        """Raises OrganizationNotFound, ExternalIdTaken."""
        owner_id = keeper.owner_of_new(data.organization_id)
        said = data.model_dump(exclude={*NUMBERS, "nationality", "organization_id"})
        person = Person(
            **said | {"nationalities": data.nationalities or []},
            id=uuid7(),
            owner_id=owner_id,
            organization_id=owner_id if owner_id in keeper.organizations else None,
        )
        put_numbers(self.sealer, person, {name: getattr(data, name) for name in NUMBERS})
        await self.persons.save(person)
        await publish(self.session, PersonCreated(**of_person(person), actor=keeper.actor))
        return person

    async def update(self, keeper: Keeper, person_id: UUID, data: PersonUpdate) -> Person:
        """Raises PersonNotFound, ExternalIdTaken."""
        person = await self.persons.get(keeper.owners, person_id, locked=True)
        said = data.model_dump(exclude_unset=True)
        if data.nationalities is not None:
            said["nationalities"] = data.nationalities
        before = numbers_of(self.sealer, person)
        numbers = before | {name: said[name] for name in NUMBERS if name in said}
        if numbers != before:
            put_numbers(self.sealer, person, numbers)
        for name in said.keys() - {*NUMBERS, "nationality"}:
            setattr(person, name, said[name] if name != "nationalities" else said[name] or [])
        await self.persons.save(person)
        # Names of what changed, never the values: they are the reason why the rows are sealed.
        told = PersonUpdated(**of_person(person), actor=keeper.actor, changed=sorted(said))
        await publish(self.session, told)
        return person

    async def delete(self, keeper: Keeper, person_id: UUID) -> None:
        """With everything that is kept of them. Raises PersonNotFound."""
        person = await self.persons.get(keeper.owners, person_id, locked=True)
        await self.persons.delete(person)
        await publish(self.session, PersonDeleted(**of_person(person), actor=keeper.actor))


Persons = Annotated[PersonService, Depends()]
