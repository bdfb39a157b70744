"""Asking the feeds: conditionally, through the guard, one transaction for each. A feed that breaks stops no other."""

import asyncio
from datetime import datetime, timedelta

import structlog

from services.assistant.models import NewsArticle, NewsFeed
from services.assistant.news.parsing import Entry, NotAFeed, parse_feed
from services.assistant.news.repository import NewsRepository
from services.assistant.news.subjects import subject_of
from services.assistant.resources import AssistantResources
from services.assistant.settings import Feed
from shared.outgoing import Guard, Outgoing, OutgoingAnswer, OutgoingFailed, TargetRefused

FETCH_EVERY = timedelta(minutes=30)
LONGEST_WAIT = timedelta(days=1)
"""Between two tries of a feed that keeps failing."""

KEPT = timedelta(days=365)
LARGEST = 5_000_000
DEADLINE = timedelta(seconds=20)
REDIRECTS = 5
NOT_MODIFIED, OK = 304, 200

log = structlog.get_logger(__name__)


async def fetch_due(resources: AssistantResources) -> None:
    """Every feed whose time has come, one after the other."""
    guard = Guard(private_targets=resources.settings.outgoing_private_targets, plain_http=True)
    async with Outgoing(guard, limit=LARGEST, deadline=DEADLINE) as outgoing:
        for feed in resources.settings.news_feeds:
            await _fetch(resources, outgoing, feed)
    async with resources.sessions.begin() as session:
        await NewsRepository(session).delete_before(resources.now() - KEPT)


async def _fetch(resources: AssistantResources, outgoing: Outgoing, feed: Feed) -> None:
    now, url = resources.now(), str(feed.url)
    async with resources.sessions.begin() as session:
        known = await NewsRepository(session).claim(url, now, now + FETCH_EVERY)
    if known is None:
        return
    try:
        answer = await outgoing.send("GET", url, headers=_conditions(known), redirects=REDIRECTS)
        entries = await asyncio.to_thread(_read, answer, now)
    except (OutgoingFailed, NotAFeed, TargetRefused) as error:
        reason = error.detail if isinstance(error, TargetRefused) else error.reason
        wait = min(FETCH_EVERY * 2 ** min(known.failures + 1, 10), LONGEST_WAIT)
        log.warning("news.feed_failed", feed=feed.name, reason=reason, failures=known.failures + 1)
        async with resources.sessions.begin() as session:
            await NewsRepository(session).failed(url, reason, now + wait)
        return
    await _store(resources, feed, answer, entries, now)


def _conditions(known: NewsFeed) -> dict[str, str]:
    """What the last answer is known by, so that the same one need not come again (RFC 9110, 13.1)."""
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {"Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"} | {
        name: value for name, value in asked.items() if value
    }


def _read(answer: OutgoingAnswer, now: datetime) -> list[Entry] | None:
    """None where nothing has changed. Raises NotAFeed."""
    if answer.status == NOT_MODIFIED:
        return None
    if answer.status != OK:
        raise NotAFeed(f"The server answers {answer.status}.")
    return parse_feed(answer.content, answer.headers, answer.url, now)


async def _store(
    resources: AssistantResources, feed: Feed, answer: OutgoingAnswer, entries: list[Entry] | None, now: datetime
) -> None:
    url = str(feed.url)
    async with resources.sessions.begin() as session:
        news = NewsRepository(session)
        for entry in entries or ():
            await news.store(_article(feed, entry))
        validators = (
            {}
            if entries is None
            else {
                "etag": answer.headers.get("etag"),
                "last_modified": answer.headers.get("last-modified"),
            }
        )
        await news.succeeded(url, now, FETCH_EVERY, **validators)


def _article(feed: Feed, entry: Entry) -> NewsArticle:
    subject = subject_of(entry.title, entry.summary, category=feed.category, region=feed.region)
    return NewsArticle(
        feed_url=str(feed.url),
        guid=entry.guid,
        url=entry.url,
        title=entry.title,
        summary=entry.summary,
        source=feed.name,
        category=subject.category,
        region=subject.region,
        published_at=entry.published_at,
    )
