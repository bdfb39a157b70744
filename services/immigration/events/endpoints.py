"""Routes for compliance events."""

from uuid import UUID

from fastapi import APIRouter

from services.immigration.access import Reader, Writer
from services.immigration.events.errors import ComplianceEventNotFound
from services.immigration.events.repository import ComplianceEventRepository
from services.immigration.events.schemas import ComplianceEventCreate, ComplianceEventList, ComplianceEventRead
from services.immigration.events.service import ComplianceEvents
from services.immigration.models import ComplianceEvent
from services.immigration.persons.errors import PersonNotFound
from services.immigration.persons.repository import PersonRepository
from shared.db.session import ReadSession
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page
from shared.schemas import Success

router = APIRouter(
    prefix="/api/v1/persons/{person_id}/compliance-events", tags=["compliance"], route_class=IdempotentRoute
)


@router.post("", status_code=201, response_model=ComplianceEventRead, responses=describe(*GUARDED, PersonNotFound))
async def create_compliance_event(
    keeper: Writer, person_id: UUID, data: ComplianceEventCreate, events: ComplianceEvents
) -> ComplianceEvent:
    """Record a move, a job, a trip, a filing or whatever else the rules count from."""
    return await events.create(keeper, person_id, data)


@router.get("", response_model=ComplianceEventList, responses=describe(*GUARDED, PersonNotFound, InvalidCursor))
async def list_compliance_events(
    keeper: Reader, person_id: UUID, session: ReadSession, page: Page
) -> dict[str, object]:
    """What was recorded of a person, the last entry first."""
    person = await PersonRepository(session).get(keeper.owners, person_id)
    events, pagination = await ComplianceEventRepository(session).page(person.id, page)
    return {"compliance_events": events, "pagination": pagination}


@router.delete("/{event_id}", responses=describe(*GUARDED, PersonNotFound, ComplianceEventNotFound))
async def delete_compliance_event(keeper: Writer, person_id: UUID, event_id: UUID, events: ComplianceEvents) -> Success:
    """Take back what was recorded by mistake."""
    await events.delete(keeper, person_id, event_id)
    return Success()
