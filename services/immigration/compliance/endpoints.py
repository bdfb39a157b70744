"""Routes for the compliance of persons, and for the rules."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.immigration.access import OrganizationNotFound, Reader
from services.immigration.compliance.errors import NotAVersion, RuleNotFound, TooManyPersons
from services.immigration.compliance.schemas import ComplianceSummary, RuleList, RuleRead, WhatIf, WhatIfReport
from services.immigration.compliance.service import Compliance
from services.immigration.compliance.what_if import WhatIfs
from services.immigration.persons.errors import PersonNotFound
from services.immigration.rules.catalogue import load_rules
from services.immigration.statuses.schemas import Day
from shared.errors import GUARDED, describe

router = APIRouter(prefix="/api/v1", tags=["compliance"])


@router.get("/persons/{person_id}/compliance-summary", responses=describe(*GUARDED, PersonNotFound))
async def get_compliance_summary(
    keeper: Reader,
    person_id: UUID,
    compliance: Compliance,
    as_of: Annotated[
        Day | None, Query(description="Any day, with the rules that are in force on it; else today.")
    ] = None,
) -> ComplianceSummary:
    """A person against every rule, with the arithmetic and the public source of each finding."""
    return ComplianceSummary.of(person_id, await compliance.evaluate(keeper, person_id, as_of))


@router.get("/compliance/rules", responses=describe(*GUARDED))
async def list_rules(_keeper: Reader) -> RuleList:
    """Every rule, with its versions, their parameters and its public source."""
    return RuleList(rules=[RuleRead.of(rule) for rule in load_rules().rules])


@router.get("/compliance/rules/{rule}", responses=describe(*GUARDED, RuleNotFound))
async def get_rule(_keeper: Reader, rule: str) -> RuleRead:
    """One rule."""
    try:
        return RuleRead.of(load_rules().by_id(rule))
    except KeyError as error:
        raise RuleNotFound from error


@router.post(
    "/compliance/what-if", responses=describe(*GUARDED, OrganizationNotFound, RuleNotFound, NotAVersion, TooManyPersons)
)
async def ask_what_if(keeper: Reader, question: WhatIf, what_ifs: WhatIfs) -> WhatIfReport:
    """Who would be affected if a rule said something else. Nothing is changed, and nobody is told."""
    return await what_ifs.ask(keeper, question)
