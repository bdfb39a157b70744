"""Holding a person against the rules."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.immigration.access import Keeper
from services.immigration.compliance.facts import facts_of
from services.immigration.persons.repository import PersonRepository
from services.immigration.resources import ImmigrationApp
from services.immigration.rules.catalogue import load_rules
from services.immigration.rules.evaluate import Evaluation, evaluate
from services.immigration.rules.facts import Case
from shared.db.session import ReadSession


class ComplianceService:
    def __init__(self, session: ReadSession, resources: ImmigrationApp) -> None:
        self.session = session
        self.resources = resources

    async def evaluate(self, keeper: Keeper, person_id: UUID, as_of: date | None) -> Evaluation:
        """Raises PersonNotFound."""
        person = await PersonRepository(self.session).get(keeper.owners, person_id)
        facts = await facts_of(self.session, [person], self.resources.sealer)
        return evaluate(Case(facts[person.id], as_of or self.resources.today()), load_rules())


Compliance = Annotated[ComplianceService, Depends()]
