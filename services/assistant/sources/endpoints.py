"""The route for sources."""

from datetime import UTC, datetime, time

from fastapi import APIRouter

from services.assistant.access import AssistantApp, ModelUser
from services.assistant.sources.schemas import SourceList, SourceOfAnswers, SourceType
from shared.errors import GUARDED, describe
from shared.idempotency import IdempotentRoute
from shared.rules.catalogue import load_rules

router = APIRouter(prefix="/api/v1", tags=["assistant"], route_class=IdempotentRoute)


@router.get("/sources", responses=describe(*GUARDED))
async def list_sources(who: ModelUser, resources: AssistantApp) -> SourceList:
    """What answers may cite: the newest vaults that the caller may view, and the rules of immigration."""
    visible = await resources.vaults.visible(who)
    vaults = [
        SourceOfAnswers(
            id=str(vault.id),
            name=vault.name,
            type=SourceType.VAULT,
            item_count=vault.document_count,
            updated_at=vault.updated_at,
        )
        for vault in visible.vaults
    ]
    return SourceList(sources=[*vaults, _rules(resources)], is_complete=visible.is_complete)


def _rules(resources: AssistantApp) -> SourceOfAnswers:
    rules = load_rules()
    return SourceOfAnswers(
        id="rules",
        name="Rules of United States immigration",
        type=SourceType.REFERENCE,
        item_count=len(rules.on(resources.today())),
        updated_at=datetime.combine(rules.checked_on, time(), UTC),
    )
