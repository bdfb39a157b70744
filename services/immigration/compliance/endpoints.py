"""The route for a person's compliance."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.immigration.access import Reader
from services.immigration.compliance.schemas import ComplianceSummary
from services.immigration.compliance.service import Compliance
from services.immigration.persons.errors import PersonNotFound
from services.immigration.statuses.schemas import Day
from shared.errors import GUARDED, describe

router = APIRouter(prefix="/api/v1/persons/{person_id}", tags=["compliance"])


@router.get("/compliance-summary", responses=describe(*GUARDED, PersonNotFound))
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
