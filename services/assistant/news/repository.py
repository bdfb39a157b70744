"""Every query on news."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, desc, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from services.assistant.models import NewsArticle, NewsFeed
from services.assistant.news.errors import ArticleNotFound
from services.assistant.news.schemas import NewsFilter
from shared.db.columns import AnyRow
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-published_at", NewsArticle.published_at, NewsArticle.id)


class NewsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def page(self, wanted: NewsFilter, page: PageRequest) -> tuple[Sequence[NewsArticle], Pagination]:
        statement = select(NewsArticle)
        if wanted.category is not None:
            statement = statement.where(NewsArticle.category == wanted.category)
        if wanted.region is not None:
            statement = statement.where(NewsArticle.region == wanted.region)
        for word in (wanted.q or "").split():
            said = [column.icontains(word, autoescape=True) for column in (NewsArticle.title, NewsArticle.summary)]
            statement = statement.where(or_(*said))
        return await page.fetch(self.session, statement, NEWEST_FIRST)

    async def get(self, article_id: UUID) -> NewsArticle:
        """Raises ArticleNotFound."""
        article = await self.session.get(NewsArticle, article_id)
        if article is None:
            raise ArticleNotFound
        return article

    async def counts(self, column: InstrumentedAttribute[str]) -> Sequence[AnyRow]:
        """`name` and `count` of each value, the largest first."""
        count = func.count().label("count")
        statement = select(column.label("name"), count).group_by(column).order_by(desc(count), column)
        return (await self.session.execute(statement)).all()

    async def feeds(self) -> Sequence[AnyRow]:
        """Address, last fetch and number of articles of each feed that was ever asked."""
        articles = select(func.count()).where(NewsArticle.feed_url == NewsFeed.url).scalar_subquery()
        return (await self.session.execute(select(NewsFeed.url, NewsFeed.fetched_at, articles.label("articles")))).all()

    async def claim(self, url: str, now: datetime, until: datetime) -> NewsFeed | None:
        """The feed, now this caller's until then; None while it is not due or somebody else has it."""
        await self.session.execute(insert(NewsFeed).values(url=url, next_at=now).on_conflict_do_nothing())
        claimed = update(NewsFeed).where(NewsFeed.url == url, NewsFeed.next_at <= now).values(next_at=until)
        found: NewsFeed | None = await self.session.scalar(claimed.returning(NewsFeed))
        return found

    async def succeeded(self, url: str, now: datetime, every: timedelta, **validators: str | None) -> None:
        """`validators` are `etag` and `last_modified`, where the answer was a new one."""
        done = {"fetched_at": now, "next_at": now + every, "failures": 0, "error": None, **validators}
        await self.session.execute(update(NewsFeed).where(NewsFeed.url == url).values(**done))

    async def failed(self, url: str, reason: str, next_at: datetime) -> None:
        again = {"failures": NewsFeed.failures + 1, "error": reason, "next_at": next_at}
        await self.session.execute(update(NewsFeed).where(NewsFeed.url == url).values(**again))

    async def store(self, article: NewsArticle) -> None:
        """New, or changed by its feed; a page that another feed had first stays with that one."""
        same = or_(
            NewsArticle.url == article.url,
            and_(NewsArticle.feed_url == article.feed_url, NewsArticle.guid == article.guid),
        )
        known = await self.session.scalar(select(NewsArticle).where(same).limit(1))
        if known is None:
            self.session.add(article)
        elif known.feed_url == article.feed_url:
            known.title, known.summary = article.title, article.summary
            known.category, known.region = article.category, article.region
        await self.session.flush()

    async def delete_before(self, moment: datetime) -> None:
        await self.session.execute(delete(NewsArticle).where(NewsArticle.published_at < moment))
