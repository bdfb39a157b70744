"""Routes for news."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.assistant.access import ModelUser
from services.assistant.models import NewsArticle
from services.assistant.news.errors import ArticleNotFound
from services.assistant.news.repository import NewsRepository
from services.assistant.news.schemas import ArticleList, ArticleRead, CategoryList, NewsFilter, RegionList
from shared.db.session import ReadSession
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page

router = APIRouter(prefix="/api/v1/news", tags=["news"], route_class=IdempotentRoute)


@router.get("", response_model=ArticleList, responses=describe(*GUARDED, InvalidCursor))
async def list_news(
    _who: ModelUser, wanted: Annotated[NewsFilter, Depends()], page: Page, session: ReadSession
) -> dict[str, object]:
    """Articles of the feeds that the operator has named, newest first."""
    articles, pagination = await NewsRepository(session).page(wanted, page)
    return {"articles": articles, "pagination": pagination}


@router.get("/categories", response_model=CategoryList, responses=describe(*GUARDED))
async def list_categories(_who: ModelUser, session: ReadSession) -> dict[str, object]:
    """What articles are about, with how many there are."""
    return {"categories": await NewsRepository(session).counts(NewsArticle.category)}


@router.get("/regions", response_model=RegionList, responses=describe(*GUARDED))
async def list_regions(_who: ModelUser, session: ReadSession) -> dict[str, object]:
    """Where articles are from, with how many there are."""
    return {"regions": await NewsRepository(session).counts(NewsArticle.region)}


@router.get("/{article_id}", response_model=ArticleRead, responses=describe(*GUARDED, ArticleNotFound))
async def get_article(_who: ModelUser, article_id: UUID, session: ReadSession) -> NewsArticle:
    """One article."""
    return await NewsRepository(session).get(article_id)
