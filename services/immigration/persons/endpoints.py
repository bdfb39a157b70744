"""Routes for persons."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.immigration.access import OrganizationNotFound, Reader, Writer
from services.immigration.persons.errors import ExternalIdTaken, PersonNotFound
from services.immigration.persons.repository import PersonRepository, Wanted
from services.immigration.persons.schemas import PersonCreate, PersonList, PersonRead, PersonUpdate
from services.immigration.persons.service import Persons
from services.immigration.resources import ImmigrationApp
from services.immigration.statuses.types import StatusType
from shared.db.session import ReadSession
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page
from shared.schemas import Success

router = APIRouter(prefix="/api/v1/persons", tags=["persons"], route_class=IdempotentRoute)

LONGEST_AHEAD = 3650


@router.post("", status_code=201, responses=describe(*GUARDED, OrganizationNotFound, ExternalIdTaken))
async def create_person(keeper: Writer, data: PersonCreate, persons: Persons, resources: ImmigrationApp) -> PersonRead:
    """Create a new person record for immigration status tracking."""
    return PersonRead.of(await persons.create(keeper, data), resources.sealer)


@router.get("", responses=describe(*GUARDED, InvalidCursor))
async def list_persons(
    keeper: Reader,
    session: ReadSession,
    page: Page,
    resources: ImmigrationApp,
    search: Annotated[
        str | None,
        Query(min_length=2, max_length=100, description="Part of a name or address, an external id or a whole number."),
    ] = None,
    organization_id: Annotated[UUID | None, Query(description="Of this organization only.")] = None,
    status_type: Annotated[StatusType | None, Query(description="Who has a current status of this type.")] = None,
    expiring_within_days: Annotated[
        int | None, Query(ge=0, le=LONGEST_AHEAD, description="Of whom something current ends by then.")
    ] = None,
) -> PersonList:
    """Persons that are the caller's own or of organizations that they speak for."""
    today = resources.today()
    wanted = Wanted(
        search=search,
        digest=resources.sealer.digest(search or ""),
        organization_id=organization_id,
        status_type=status_type,
        expires_by=Wanted.expiring(today, expiring_within_days),
        today=today,
    )
    persons, pagination = await PersonRepository(session).page(keeper.owners, wanted, page)
    return PersonList(persons=[PersonRead.masked(each, resources.sealer) for each in persons], pagination=pagination)


@router.get("/{person_id}", responses=describe(*GUARDED, PersonNotFound))
async def get_person(keeper: Reader, person_id: UUID, session: ReadSession, resources: ImmigrationApp) -> PersonRead:
    """One person, with their numbers."""
    return PersonRead.of(await PersonRepository(session).get(keeper.owners, person_id), resources.sealer)


@router.patch("/{person_id}", responses=describe(*GUARDED, PersonNotFound, ExternalIdTaken))
async def update_person(
    keeper: Writer, person_id: UUID, data: PersonUpdate, persons: Persons, resources: ImmigrationApp
) -> PersonRead:
    """Change what is sent, and leave the rest."""
    return PersonRead.of(await persons.update(keeper, person_id, data), resources.sealer)


@router.delete("/{person_id}", responses=describe(*GUARDED, PersonNotFound))
async def delete_person(keeper: Writer, person_id: UUID, persons: Persons) -> Success:
    """Delete a person with all their statuses."""
    await persons.delete(keeper, person_id)
    return Success()
