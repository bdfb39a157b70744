"""Every query on relatives; whose they are the persons say."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.families.errors import AlreadyRelated, FamilyLinkNotFound
from services.immigration.models import FamilyLink, Person
from shared.db.columns import AnyRow


def _theirs(person_id: UUID) -> ColumnElement[bool]:
    return or_(FamilyLink.person_id == person_id, FamilyLink.relative_id == person_id)


class FamilyRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def of(self, person_id: UUID) -> Sequence[AnyRow]:
        """Links with the relatives, in the order of their names: `FamilyLink` and `Person`."""
        other = case((FamilyLink.person_id == person_id, FamilyLink.relative_id), else_=FamilyLink.person_id)
        wanted = (
            select(FamilyLink, Person)
            .join(Person, Person.id == other)
            .where(_theirs(person_id))
            .order_by(Person.last_name, Person.first_name, Person.id)
        )
        return (await self.session.execute(wanted)).all()

    async def get(self, person_id: UUID, link_id: UUID) -> FamilyLink:
        """Raises FamilyLinkNotFound."""
        wanted = select(FamilyLink).where(FamilyLink.id == link_id, _theirs(person_id))
        found: FamilyLink | None = await self.session.scalar(wanted)
        if found is None:
            raise FamilyLinkNotFound
        return found

    async def add(self, link: FamilyLink) -> FamilyLink:
        """Raises AlreadyRelated."""
        self.session.add(link)
        try:
            await self.session.flush()
        except IntegrityError as error:
            raise AlreadyRelated from error
        return link

    async def delete(self, link: FamilyLink) -> None:
        await self.session.delete(link)
        await self.session.flush()
