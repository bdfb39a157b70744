"""Every query for finding duplicates and moving what they have; whose they are the persons say."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.models import FamilyLink, Person, RaisedStep
from services.immigration.persons.repository import NEWEST_FIRST, PersonRepository

MOST = 100


class MergeRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def alike(self, person: Person) -> Sequence[Person]:
        """Records of the same owner with a number, the address, or name and date of birth in common."""
        name = and_(
            func.lower(Person.first_name) == person.first_name.lower(),
            func.lower(Person.last_name) == person.last_name.lower(),
            Person.date_of_birth == person.date_of_birth,
        )
        in_common = [Person.number_digests.overlap(person.number_digests), name]
        if person.email:
            in_common.append(func.lower(Person.email) == person.email.lower())
        wanted = PersonRepository(self.session).of_owners([person.owner_id])
        found = wanted.where(Person.id != person.id, or_(*in_common)).order_by(*NEWEST_FIRST.order()).limit(MOST)
        return (await self.session.scalars(found)).all()

    async def family_of(self, person_ids: Sequence[UUID]) -> Sequence[FamilyLink]:
        theirs = or_(FamilyLink.person_id.in_(person_ids), FamilyLink.relative_id.in_(person_ids))
        return (await self.session.scalars(select(FamilyLink).where(theirs))).all()

    async def move_raised_steps(self, duplicate_id: UUID, person_id: UUID) -> None:
        """So that no warning comes a second time."""
        subject = case((RaisedStep.subject == duplicate_id, literal(person_id)), else_=RaisedStep.subject)
        columns = (RaisedStep.rule, RaisedStep.due_date, RaisedStep.step)
        raised = select(literal(person_id), subject, *columns).where(RaisedStep.person_id == duplicate_id)
        names = ["person_id", "subject", "rule", "due_date", "step"]
        await self.session.execute(insert(RaisedStep).from_select(names, raised).on_conflict_do_nothing())
