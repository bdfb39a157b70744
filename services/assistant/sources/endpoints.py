"""The route for sources."""

from datetime import UTC, datetime, time

from fastapi import APIRouter

from services.assistant.access import AssistantApp, ModelUser
from services.assistant.news.repository import NewsRepository
from services.assistant.sources.schemas import SourceList, SourceOfAnswers, SourceType
from shared.errors import GUARDED, describe
from shared.idempotency import IdempotentRoute
from shared.rules.catalogue import load_rules

router = APIRouter(prefix="/api/v1", tags=["assistant"], route_class=IdempotentRoute)


@router.get("/sources", responses=describe(*GUARDED))
async def list_sources(who: ModelUser, resources: AssistantApp) -> SourceList:
    """What there is to draw on: the newest vaults that the caller may view, news, and the rules of immigration."""
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
    feeds = await _feeds(resources)
    return SourceList(sources=[*vaults, *feeds, _rules(resources)], is_complete=visible.is_complete)


async def _feeds(resources: AssistantApp) -> list[SourceOfAnswers]:
    """Those configured that have been read at least once."""
    async with resources.reads() as session:
        fetched = {row.url: row for row in await NewsRepository(session).feeds() if row.fetched_at}
    return [
        SourceOfAnswers(
            id=str(feed.url),
            name=feed.name,
            type=SourceType.NEWS,
            url=str(feed.url),
            item_count=fetched[str(feed.url)].articles,
            updated_at=fetched[str(feed.url)].fetched_at,
        )
        for feed in resources.settings.news_feeds
        if str(feed.url) in fetched
    ]


def _rules(resources: AssistantApp) -> SourceOfAnswers:
    rules = load_rules()
    return SourceOfAnswers(
        id="rules",
        name="Rules of United States immigration",
        type=SourceType.REFERENCE,
        item_count=len(rules.on(resources.today())),
        updated_at=datetime.combine(rules.checked_on, time(), UTC),
    )
