"""Linking relatives."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.immigration.access import Keeper
from services.immigration.families.errors import OwnRelative
from services.immigration.families.repository import FamilyRepository
from services.immigration.families.schemas import Family, FamilyLinkCreate, FamilyLinkRead, Relative
from services.immigration.models import FamilyLink, Person
from services.immigration.persons.errors import RecordsOfTwoOwners
from services.immigration.persons.repository import PersonRepository
from shared.db.session import Session
from shared.personal import Relationship

SEEN_FROM_THE_OTHER: dict[str, Relationship] = {"child": "parent", "parent": "child"}
"""Others are the same from both sides."""


class FamilyService:
    def __init__(self, session: Session) -> None:
        self.persons = PersonRepository(session)
        self.links = FamilyRepository(session)

    async def link(self, keeper: Keeper, person_id: UUID, data: FamilyLinkCreate) -> FamilyLinkRead:
        """Raises PersonNotFound, OwnRelative, RecordsOfTwoOwners, AlreadyRelated."""
        person = await self.persons.get(keeper.owners, person_id)
        relative = await self.persons.get(keeper.owners, data.relative_id)
        if person.id == relative.id:
            raise OwnRelative
        if person.owner_id != relative.owner_id:
            raise RecordsOfTwoOwners
        link = await self.links.add(FamilyLink(person_id=person.id, **data.model_dump()))
        return _seen_from(person.id, link, relative)

    async def of(self, keeper: Keeper, person_id: UUID) -> Family:
        """Raises PersonNotFound."""
        person = await self.persons.get(keeper.owners, person_id)
        links = await self.links.of(person.id)
        return Family(family=[_seen_from(person.id, link, relative) for link, relative in links])

    async def unlink(self, keeper: Keeper, person_id: UUID, link_id: UUID) -> None:
        """Raises PersonNotFound, FamilyLinkNotFound."""
        person = await self.persons.get(keeper.owners, person_id)
        await self.links.delete(await self.links.get(person.id, link_id))


def _seen_from(person_id: UUID, link: FamilyLink, relative: Person) -> FamilyLinkRead:
    is_own = link.person_id == person_id
    inverse = SEEN_FROM_THE_OTHER.get(link.relationship, link.relationship)
    return FamilyLinkRead.model_validate(
        {
            "id": link.id,
            "relative": Relative.model_validate(relative),
            "relationship": link.relationship if is_own else inverse,
            "is_dependent": is_own and link.is_dependent,
            "depends_on": not is_own and link.is_dependent,
            "created_at": link.created_at,
        }
    )


Families = Annotated[FamilyService, Depends()]
