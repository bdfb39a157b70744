"""From the bytes of an RSS or Atom feed to articles, however broken it is."""

import re
import time
from calendar import timegm
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

MOST_ARTICLES = 200
"""Of one feed at a time, the first ones: feeds have the newest first."""

LONGEST_TITLE = 300
LONGEST_SUMMARY = 1000
LONGEST_URL = 2000
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id", re.IGNORECASE)
_SILENT = "//script | //style | //iframe | //object | //noscript | //template | //comment()"


class NotAFeed(Exception):
    """The bytes have no article in them; `reason` is a plain sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as its feed has it; all text is plain. `guid` is the feed's own name for it, else its address."""

    guid: str
    url: str
    title: str
    summary: str
    published_at: datetime


def parse_feed(content: bytes, headers: Mapping[str, str], url: str, now: datetime) -> list[Entry]:
    """Its articles, each once. Raises NotAFeed where it has none and can't be read as a feed either."""
    import feedparser  # every process that knows the task imports this file, and one of them reads feeds

    described = {"content-type": headers.get("content-type", "application/xml"), "content-location": url}
    feed = feedparser.parse(content, response_headers=described)
    if not feed.entries and (feed.bozo or not feed.get("version")):
        raise NotAFeed("The answer is not a feed.")
    found: dict[str, Entry] = {}
    for entry in _entries(feed.entries[:MOST_ARTICLES], now):
        found.setdefault(entry.guid, entry)
    return list({entry.url: entry for entry in reversed(found.values())}.values())[::-1]


def _entries(raw: list[dict[str, Any]], now: datetime) -> Iterator[Entry]:
    """Those with a title and an address to go to."""
    for one in raw:
        url, title = canonical(one.get("link", "")), plain(one.get("title", ""), LONGEST_TITLE)
        if url and title:
            summary = plain(one.get("summary", ""), LONGEST_SUMMARY)
            yield Entry(one.get("id") or url, url, title, summary, _published(one, now))


def _published(entry: dict[str, Any], now: datetime) -> datetime:
    """When it came out; now where that is not said, or lies ahead."""
    parsed: time.struct_time | None = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    try:
        said = datetime.fromtimestamp(timegm(parsed), UTC) if parsed else now
    except (ValueError, OverflowError, OSError):
        return now
    return min(said, now)


def canonical(url: str) -> str | None:
    """One spelling of an address, without what only follows readers about; None for what is no web page."""
    try:
        parts = urlsplit(url.strip())
        if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or len(url) > LONGEST_URL:
            return None
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(key)])
    return urlunsplit((parts.scheme.lower(), parts.hostname + port, parts.path or "/", query, ""))


def plain(markup: str, longest: int) -> str:
    """The text that a reader would see, on one line; what runs or is hidden is left out."""
    if not markup.strip():
        return ""
    from lxml import html  # as above
    from lxml.etree import ParserError

    try:
        tree = html.fragment_fromstring(markup.replace("\x00", ""), create_parent="div")
    except (ParserError, ValueError):
        return ""
    for silent in tree.xpath(_SILENT):
        silent.drop_tree()
    text = " ".join(" ".join(tree.itertext()).split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
