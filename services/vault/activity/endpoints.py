"""The route for the activity of a vault."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.vault.access.dependencies import EditedVault
from services.vault.activity.schemas import ActivityList
from services.vault.activity.service import ActivityService
from shared.auth.vault_access import VaultNotFound
from shared.errors import InvalidCursor, NotAllowed, NotAuthenticated, TooManyRequests, Unavailable, describe
from shared.pagination import Page

router = APIRouter(prefix="/api/v1", tags=["activity"])


@router.get(
    "/vaults/{vault_id}/activity",
    responses=describe(NotAuthenticated, NotAllowed, VaultNotFound, InvalidCursor, TooManyRequests, Unavailable),
)
async def list_activity(
    vault: EditedVault, page: Page, activity: Annotated[ActivityService, Depends()]
) -> ActivityList:
    """Everything that was done in a vault, by anybody and in any service; for those who may edit it."""
    return await activity.page(vault.vault_id, page)
