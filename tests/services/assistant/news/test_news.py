"""News, from a server of feeds to the door."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from services.assistant.models import NewsFeed
from services.assistant.news.fetching import FETCH_EVERY, KEPT
from services.assistant.news.tasks import fetch_news
from services.assistant.resources import AssistantResources
from services.assistant.settings import Feed
from tests.services.assistant.news.test_parsing import item, rss
from tests.support.feeds import FeedServer, Reply, feed_server
from tests.support.platform import Caller, Platform

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as server:
        yield server


@pytest.fixture
def resources(platform: Platform, server: FeedServer) -> Iterator[AssistantResources]:
    """The assistant, told of three feeds."""
    resources = platform.resources("assistant")
    assert isinstance(resources, AssistantResources)
    whole = resources.settings
    feeds = tuple(Feed(name=name.upper(), url=f"{server.url}/{name}") for name in ("one", "two", "three"))
    resources.settings = whole.model_copy(
        update={"news_feeds": feeds, "outgoing_private_targets": frozenset({server.target})}
    )
    yield resources
    resources.settings = whole


async def fetch(platform: Platform, resources: AssistantResources, after: timedelta = timedelta()) -> None:
    with platform.at(NOW + after):
        await fetch_news.run(resources)


async def articles(who: Caller, **wanted: Any) -> list[dict[str, Any]]:
    response = await who.get("assistant", "/news", params=wanted)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["articles"]
    return found


async def titles(who: Caller, **wanted: Any) -> list[str]:
    return [article["title"] for article in await articles(who, **wanted)]


async def state(platform: Platform, url: str) -> NewsFeed:
    async with platform.session("assistant") as session:
        feed: NewsFeed | None = await session.scalar(select(NewsFeed).where(NewsFeed.url == url))
    assert feed
    return feed


def dated(title: str, number: int, day: int) -> str:
    return item(title, f"https://news.example/{number}", f"<pubDate>2026-11-{day:02}</pubDate>")


class TestFetching:
    async def test_a_feed_that_breaks_stops_no_other(
        self, platform: Platform, as_owner: Caller, server: FeedServer, resources: AssistantResources
    ) -> None:
        server.replies["/one"] = Reply(b"<html>Down for maintenance</html>")
        server.replies["/two"] = Reply(rss(dated("Visa news", 1, 2)))
        await fetch(platform, resources)
        assert await titles(as_owner) == ["Visa news"]
        assert (await state(platform, f"{server.url}/one")).error == "The answer is not a feed."
        assert (await state(platform, f"{server.url}/three")).error == "The server answers 404."

    async def test_asks_only_for_what_is_new(
        self, platform: Platform, as_owner: Caller, server: FeedServer, resources: AssistantResources
    ) -> None:
        validators = {"ETag": '"v1"', "Last-Modified": "Mon, 02 Nov 2026 10:00:00 GMT"}
        server.replies["/one"] = Reply(rss(dated("Visa news", 1, 2)), headers=validators)
        await fetch(platform, resources)
        server.replies["/one"] = Reply(status=304)
        await fetch(platform, resources, FETCH_EVERY)
        first, second = server.asked("/one")
        assert "if-none-match" not in first
        assert (second["if-none-match"], second["if-modified-since"]) == ('"v1"', validators["Last-Modified"])
        assert await titles(as_owner) == ["Visa news"]
        feed = await state(platform, f"{server.url}/one")
        assert (feed.etag, feed.failures, feed.fetched_at) == ('"v1"', 0, NOW + FETCH_EVERY)

    async def test_not_before_its_time(
        self, platform: Platform, server: FeedServer, resources: AssistantResources
    ) -> None:
        server.replies["/one"] = Reply(rss(dated("Visa news", 1, 2)))
        await fetch(platform, resources)
        await fetch(platform, resources, FETCH_EVERY - timedelta(seconds=1))
        assert len(server.asked("/one")) == 1

    async def test_a_failing_feed_is_asked_ever_more_seldom(
        self, platform: Platform, server: FeedServer, resources: AssistantResources
    ) -> None:
        await fetch(platform, resources)
        await fetch(platform, resources, FETCH_EVERY)
        assert len(server.asked("/one")) == 1
        await fetch(platform, resources, 2 * FETCH_EVERY)
        feed = await state(platform, f"{server.url}/one")
        assert (feed.failures, feed.next_at) == (2, NOW + 6 * FETCH_EVERY)

    async def test_one_page_in_two_feeds_is_one_article(
        self, platform: Platform, as_owner: Caller, server: FeedServer, resources: AssistantResources
    ) -> None:
        server.replies["/one"] = Reply(rss(dated("Visa news", 1, 2)))
        tracked = item("The same", "https://news.example/1?utm_source=two", "<guid>other</guid>")
        server.replies["/two"] = Reply(rss(tracked))
        await fetch(platform, resources)
        (article,) = await articles(as_owner)
        assert (article["title"], article["source"]) == ("Visa news", "ONE")

    async def test_a_corrected_article_is_corrected(
        self, platform: Platform, as_owner: Caller, server: FeedServer, resources: AssistantResources
    ) -> None:
        server.replies["/one"] = Reply(rss(dated("Visa nwes", 1, 2)))
        await fetch(platform, resources)
        (before,) = await articles(as_owner)
        server.replies["/one"] = Reply(rss(dated("Visa news", 1, 2)))
        await fetch(platform, resources, FETCH_EVERY)
        (after,) = await articles(as_owner)
        assert (after["id"], after["title"]) == (before["id"], "Visa news")

    async def test_an_address_inside_is_refused(
        self, platform: Platform, as_owner: Caller, server: FeedServer, resources: AssistantResources
    ) -> None:
        server.replies["/one"] = Reply(status=302, headers={"Location": "http://127.0.0.1:1/secret"})
        await fetch(platform, resources)
        assert (await state(platform, f"{server.url}/one")).error == "The address is not one that we call"
        assert await titles(as_owner) == []

    async def test_a_circle_of_redirects_ends(
        self, platform: Platform, server: FeedServer, resources: AssistantResources
    ) -> None:
        server.replies["/one"] = Reply(status=302, headers={"Location": "/one"})
        await fetch(platform, resources)
        assert (await state(platform, f"{server.url}/one")).error == "The server redirects too often."

    async def test_too_large_is_left_alone(
        self, platform: Platform, server: FeedServer, resources: AssistantResources
    ) -> None:
        server.replies["/one"] = Reply(pieces=[b"x" * 1_000_000] * 9)
        await fetch(platform, resources)
        assert (await state(platform, f"{server.url}/one")).error == "The answer is too large."

    async def test_old_articles_go(
        self, platform: Platform, as_owner: Caller, server: FeedServer, resources: AssistantResources
    ) -> None:
        server.replies["/one"] = Reply(rss(dated("Visa news", 1, 2)))
        await fetch(platform, resources)
        server.replies["/one"] = Reply(rss(dated("Later", 2, 3)))
        await fetch(platform, resources, KEPT - timedelta(days=21))
        assert await titles(as_owner) == ["Later"]


class TestReading:
    @pytest.fixture(autouse=True)
    async def published(self, platform: Platform, server: FeedServer, resources: AssistantResources) -> None:
        server.replies["/one"] = Reply(
            rss(dated("USCIS raises fees", 1, 4), dated("H-1B employers", 2, 3), dated("UK visa changes 100%", 3, 2))
        )
        await fetch(platform, resources)

    async def test_newest_first_page_by_page(self, as_owner: Caller) -> None:
        assert await titles(as_owner) == ["USCIS raises fees", "H-1B employers", "UK visa changes 100%"]
        first = (await as_owner.get("assistant", "/news", params={"limit": 2})).json()
        cursor = first["pagination"]["next_cursor"]
        assert await titles(as_owner, limit=2, cursor=cursor) == ["UK visa changes 100%"]

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            ({"category": "fees"}, ["USCIS raises fees"]),
            ({"region": "uk"}, ["UK visa changes 100%"]),
            ({"q": "raises USCIS"}, ["USCIS raises fees"]),
            ({"q": "0%"}, ["UK visa changes 100%"]),
            ({"q": "%"}, ["UK visa changes 100%"]),
            ({"category": "fees", "region": "uk"}, []),
        ],
    )
    async def test_filters(self, as_owner: Caller, wanted: dict[str, str], found: list[str]) -> None:
        assert await titles(as_owner, **wanted) == found

    async def test_categories_and_regions_with_counts(self, as_owner: Caller) -> None:
        categories = (await as_owner.get("assistant", "/news/categories")).json()["categories"]
        assert categories == [{"name": name, "count": 1} for name in ("fees", "visas", "work")]
        regions = (await as_owner.get("assistant", "/news/regions")).json()["regions"]
        assert {region["name"]: region["count"] for region in regions} == {"us": 1, "global": 1, "uk": 1}

    async def test_one(self, as_owner: Caller) -> None:
        (article, *_) = await articles(as_owner)
        assert (await as_owner.get("assistant", f"/news/{article['id']}")).json() == article

    async def test_is_among_the_sources(self, as_owner: Caller, server: FeedServer) -> None:
        sources = (await as_owner.get("assistant", "/sources")).json()["sources"]
        (feed,) = [source for source in sources if source["type"] == "news"]
        assert (feed["name"], feed["url"], feed["item_count"]) == ("ONE", f"{server.url}/one", 3)

    async def test_unknown_is_404(self, as_owner: Caller) -> None:
        response = await as_owner.get("assistant", f"/news/{uuid4()}")
        assert (response.status_code, response.json()) == (404, {"detail": "Article not found"})

    @pytest.mark.parametrize("path", ["/news/nonsense", "/news?limit=0", "/news?q="])
    async def test_wrong_shape_is_422(self, as_owner: Caller, path: str) -> None:
        assert (await as_owner.get("assistant", path)).status_code == 422

    async def test_nobody_is_401(self, as_nobody: Caller) -> None:
        assert (await as_nobody.get("assistant", "/news")).status_code == 401
