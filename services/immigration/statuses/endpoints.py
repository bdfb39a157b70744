"""Routes for statuses."""

from uuid import UUID

from fastapi import APIRouter

from services.immigration.access import Reader, Writer
from services.immigration.persons.errors import PersonNotFound
from services.immigration.persons.repository import PersonRepository
from services.immigration.resources import ImmigrationApp
from services.immigration.statuses.errors import EndsBeforeItBegins, StatusNotFound
from services.immigration.statuses.repository import StatusRepository
from services.immigration.statuses.schemas import StatusCreate, StatusList, StatusRead, StatusUpdate
from services.immigration.statuses.service import Statuses
from shared.db.session import ReadSession
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page
from shared.schemas import Success

router = APIRouter(prefix="/api/v1", tags=["statuses"], route_class=IdempotentRoute)


@router.post("/persons/{person_id}/statuses", status_code=201, responses=describe(*GUARDED, PersonNotFound))
async def create_status(
    keeper: Writer, person_id: UUID, data: StatusCreate, statuses: Statuses, resources: ImmigrationApp
) -> StatusRead:
    """Enter a status or a paper of a person."""
    return StatusRead.of(await statuses.create(keeper, person_id, data), resources.sealer)


@router.get("/persons/{person_id}/statuses", responses=describe(*GUARDED, PersonNotFound, InvalidCursor))
async def list_statuses(
    keeper: Reader, person_id: UUID, session: ReadSession, page: Page, resources: ImmigrationApp
) -> StatusList:
    """Retrieve immigration statuses for a person."""
    person = await PersonRepository(session).get(keeper.owners, person_id)
    statuses, pagination = await StatusRepository(session).page(person.id, page)
    return StatusList(statuses=[StatusRead.masked(each, resources.sealer) for each in statuses], pagination=pagination)


@router.get("/statuses/{status_id}", responses=describe(*GUARDED, StatusNotFound))
async def get_status(keeper: Reader, status_id: UUID, session: ReadSession, resources: ImmigrationApp) -> StatusRead:
    """One status, with its number."""
    return StatusRead.of(await StatusRepository(session).get(keeper.owners, status_id), resources.sealer)


@router.patch("/statuses/{status_id}", responses=describe(*GUARDED, StatusNotFound, EndsBeforeItBegins))
async def update_status(
    keeper: Writer, status_id: UUID, data: StatusUpdate, statuses: Statuses, resources: ImmigrationApp
) -> StatusRead:
    """Change what is sent, and leave the rest."""
    return StatusRead.of(await statuses.update(keeper, status_id, data), resources.sealer)


@router.delete("/statuses/{status_id}", responses=describe(*GUARDED, StatusNotFound))
async def delete_status(keeper: Writer, status_id: UUID, statuses: Statuses) -> Success:
    """Delete a status that was entered by mistake; one that is over stays, and is not current."""
    await statuses.delete(keeper, status_id)
    return Success()
