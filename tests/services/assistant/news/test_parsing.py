"""Feeds as they are in the world: wrong, half, hostile."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assistant.news.parsing import (
    LONGEST_SUMMARY,
    MOST_ARTICLES,
    Entry,
    NotAFeed,
    canonical,
    parse_feed,
    plain,
)
from services.assistant.news.subjects import subject_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://news.example/feed.xml"


def rss(*items: str) -> bytes:
    joined = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{joined}</channel></rss>'.encode()


def item(title: str = "Fees change", link: str = "https://news.example/1", more: str = "") -> str:
    return f"<title>{title}</title><link>{link}</link>{more}"


def parsed(content: bytes, content_type: str = "application/rss+xml") -> list[Entry]:
    return parse_feed(content, {"content-type": content_type}, URL, NOW)


def test_rss() -> None:
    more = (
        "<guid isPermaLink='false'>n1</guid><pubDate>Mon, 02 Nov 2026 10:00:00 +0100</pubDate>"
        "<description>From 1 May.</description>"
    )
    assert parsed(rss(item(more=more))) == [
        Entry("n1", "https://news.example/1", "Fees change", "From 1 May.", datetime(2026, 11, 2, 9, tzinfo=UTC))
    ]


def test_atom() -> None:
    content = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>tag:1</id><title>Visa</title>
        <link href="/guidance/visa"/><updated>2026-11-01T08:00:00Z</updated><summary>New.</summary></entry></feed>"""
    (entry,) = parsed(content, "application/atom+xml")
    assert (entry.guid, entry.url) == ("tag:1", "https://news.example/guidance/visa")
    assert entry.published_at == datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("more", "published"),
    [
        ("", NOW),
        ("<pubDate>yesterday</pubDate>", NOW),
        ("<pubDate>Mon, 02 Nov 2099 10:00:00 GMT</pubDate>", NOW),
        ("<pubDate>2026-11-02</pubDate>", datetime(2026, 11, 2, tzinfo=UTC)),
    ],
)
def test_days_that_are_missing_wrong_or_ahead(more: str, published: datetime) -> None:
    (entry,) = parsed(rss(item(more=more)))
    assert entry.published_at == published


def test_without_a_guid_the_address_is_its_name() -> None:
    (entry,) = parsed(rss(item()))
    assert entry.guid == entry.url == "https://news.example/1"


def test_each_once() -> None:
    named = "<guid isPermaLink='false'>{}</guid>"
    twice = parsed(rss(*(item(more=named.format(guid)) for guid in "aab")))
    assert [entry.guid for entry in twice] == ["a"]


def test_wrong_encoding_is_read_as_what_it_is() -> None:
    content = rss(item("Décision")).decode().encode("latin-1")
    (entry,) = parsed(content, "application/rss+xml; charset=utf-8")
    assert entry.title.startswith("D")


def test_broken_off_in_the_middle() -> None:
    first, *_ = parsed(rss(item(), item("Second", "https://news.example/2"))[:-60])
    assert first.title == "Fees change"


def test_what_has_no_title_or_address_is_left_out() -> None:
    nameless, nowhere = "<link>https://news.example/1</link>", "<title>x</title>"
    assert parsed(rss(nameless, nowhere, item(link="javascript:alert(1)"))) == []


def test_only_so_many() -> None:
    many = rss(*(item(link=f"https://news.example/{number}") for number in range(MOST_ARTICLES + 50)))
    assert len(parsed(many)) == MOST_ARTICLES


@pytest.mark.parametrize("content", [b"", b"<html><body>Not found</body></html>", b"{}", b"\x00\xff\xfe", b"%PDF-1.7"])
def test_what_is_no_feed_is_refused(content: bytes) -> None:
    with pytest.raises(NotAFeed, match="not a feed"):
        parsed(content, "text/html")


def test_entities_do_not_grow() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    content = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>'.encode() + rss(item("&l8;"))[21:]
    try:
        entries = parsed(content)
    except NotAFeed:
        return
    assert all(len(entry.title) <= 300 for entry in entries)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One <b>bold</b><br>line</p>", "One bold line"),
        ("a<script>alert(1)</script>b", "ab"),
        ("<img src=x onerror=alert(1)>seen", "seen"),
        ("<!-- no --> yes", "yes"),
        ("Q&amp;A &lt;b&gt;", "Q&A <b>"),
        ("   ", ""),
        ("<", "<"),
    ],
)
def test_plain_text(markup: str, text: str) -> None:
    assert plain(markup, 100) == text


def test_a_long_text_is_cut() -> None:
    assert len(plain("word " * 1000, LONGEST_SUMMARY)) <= LONGEST_SUMMARY


@given(st.text(max_size=200))
def test_any_text_is_plain(markup: str) -> None:
    assert len(plain(markup, 50)) <= 50


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("HTTPS://News.Example/A?utm_source=x&id=2&fbclid=y#top", "https://news.example/A?id=2"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("ftp://news.example/a", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://news.example:port/", None),
        ("https://[half/", None),
        ("x" * 3000, None),
    ],
)
def test_canonical_addresses(url: str, same: str | None) -> None:
    assert canonical(url) == same


@given(st.text(max_size=100))
def test_any_address_has_one_spelling_or_none(url: str) -> None:
    once = canonical(url)
    assert once is None or canonical(once) == once


@pytest.mark.parametrize(
    ("title", "summary", "filed"),
    [
        ("USCIS raises filing fees", "", ("fees", "us")),
        ("Home Office changes visa rules", "", ("visas", "uk")),
        ("IRCC: study permits", "", ("students", "canada")),
        ("Office closed on Monday", "Because of a H-1B lottery.", ("work", "global")),
        ("Hello", "World", ("general", "global")),
    ],
)
def test_what_it_is_about(title: str, summary: str, filed: tuple[str, str]) -> None:
    subject = subject_of(title, summary, category=None, region=None)
    assert (subject.category, subject.region) == filed


def test_what_the_feed_says_of_itself() -> None:
    subject = subject_of("Office closed", "", category="policy", region="uk")
    assert (subject.category, subject.region) == ("policy", "uk")
