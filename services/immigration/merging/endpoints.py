"""Routes for duplicates."""

from uuid import UUID

from fastapi import APIRouter

from services.immigration.access import Reader, Writer
from services.immigration.merging.errors import MergedWithItself
from services.immigration.merging.schemas import Duplicates, MergeRequest, MergeResult
from services.immigration.merging.service import Merging
from services.immigration.persons.errors import PersonNotFound, RecordsOfTwoOwners
from shared.errors import GUARDED, describe
from shared.idempotency import IdempotentRoute

router = APIRouter(prefix="/api/v1/persons/{person_id}", tags=["persons"], route_class=IdempotentRoute)


@router.get("/duplicates", responses=describe(*GUARDED, PersonNotFound))
async def list_duplicates(keeper: Reader, person_id: UUID, merging: Merging) -> Duplicates:
    """Records that may be of the same person, and why."""
    return await merging.duplicates(keeper, person_id)


@router.post("/merge", responses=describe(*GUARDED, PersonNotFound, MergedWithItself, RecordsOfTwoOwners))
async def merge_person(keeper: Writer, person_id: UUID, data: MergeRequest, merging: Merging) -> MergeResult:
    """Take over what a duplicate has, and delete it.

    Where both say something the person's own stays; statuses, events, documents and relatives that both have stay once.
    """
    return await merging.merge(keeper, person_id, data.duplicate_id)
