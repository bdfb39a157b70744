"""Routes for relatives."""

from uuid import UUID

from fastapi import APIRouter

from services.immigration.access import Reader, Writer
from services.immigration.families.errors import AlreadyRelated, FamilyLinkNotFound, OwnRelative
from services.immigration.families.schemas import Family, FamilyLinkCreate, FamilyLinkRead
from services.immigration.families.service import Families
from services.immigration.persons.errors import PersonNotFound, RecordsOfTwoOwners
from shared.errors import GUARDED, describe
from shared.idempotency import IdempotentRoute
from shared.schemas import Success

router = APIRouter(prefix="/api/v1/persons/{person_id}/family", tags=["families"], route_class=IdempotentRoute)


@router.post(
    "", status_code=201, responses=describe(*GUARDED, PersonNotFound, OwnRelative, RecordsOfTwoOwners, AlreadyRelated)
)
async def link_relative(keeper: Writer, person_id: UUID, data: FamilyLinkCreate, families: Families) -> FamilyLinkRead:
    """Link a relative who has a record too, and say whether they are here by the person."""
    return await families.link(keeper, person_id, data)


@router.get("", responses=describe(*GUARDED, PersonNotFound))
async def list_relatives(keeper: Reader, person_id: UUID, families: Families) -> Family:
    """The relatives of a person, whoever of the two was linked to the other."""
    return await families.of(keeper, person_id)


@router.delete("/{link_id}", responses=describe(*GUARDED, PersonNotFound, FamilyLinkNotFound))
async def unlink_relative(keeper: Writer, person_id: UUID, link_id: UUID, families: Families) -> Success:
    """Both records stay."""
    await families.unlink(keeper, person_id, link_id)
    return Success()
