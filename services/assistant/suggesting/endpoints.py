"""Routes for suggestions."""

from fastapi import APIRouter

from services.assistant.access import AskedVault, Asker, ModelUser
from services.assistant.answering.improving import Improvement
from services.assistant.conversations.errors import ConversationNotFound
from services.assistant.suggesting.schemas import FollowUps, FollowUpsWanted, ImprovedQuery, QueryToImprove
from services.assistant.suggesting.service import Suggesting
from shared.auth.vault_access import VaultNotFound
from shared.errors import GUARDED, describe
from shared.idempotency import IdempotentRoute

router = APIRouter(prefix="/api/v1", tags=["assistant"], route_class=IdempotentRoute)


@router.post("/vaults/{vault_id}/follow-ups", responses=describe(*GUARDED, VaultNotFound, ConversationNotFound))
async def suggest_follow_ups(
    who: Asker, vault: AskedVault, wanted: FollowUpsWanted, suggesting: Suggesting
) -> FollowUps:
    """Three questions to ask next. Each was tried: the documents of the vault answer it."""
    return FollowUps(follow_ups=await suggesting.follow_ups(who, vault.vault_id, wanted))


@router.post("/improve-query", response_model=ImprovedQuery, responses=describe(*GUARDED, VaultNotFound))
async def improve_query(who: ModelUser, wanted: QueryToImprove, suggesting: Suggesting) -> Improvement:
    """Put a question or a search better: spelled right, as a whole question, and about a certain document."""
    return await suggesting.improve(who, wanted)
