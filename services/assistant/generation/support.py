"""Whether what a model says stands in what it cites: numbers, dates, names and links must; the rest must touch it."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from services.assistant.answering.answer import MARK
from services.assistant.answering.words import carries_content, stem, topic, topics, words

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DATES = (
    (re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b"), "%Y %m %d"),
    (re.compile(rf"\b(\d{{1,2}}){_ORDINAL}\.?\s+(?:of\s+)?({_MONTH})\.?,?\s+(\d{{4}})\b", re.IGNORECASE), "%d %b %Y"),
    (re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}}){_ORDINAL},?\s+(\d{{4}})\b", re.IGNORECASE), "%b %d %Y"),
)
_ADDRESS = re.compile(r"(?:https?:|www\.|mailto:)\S+|\S+@\S+|!?\[[^\]]*\]\([^)]*\)", re.IGNORECASE)
_NAME = re.compile(r"\b[A-Z][^\W\d_]+\b")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def supported(claim: str, cited: Iterable[str]) -> bool:
    """Whether the `cited` texts bear the claim out.

    It can't tell that a sentence says the opposite of its source. It does tell whatever is made up: a number, a date,
    a name, an address to click on.
    """
    said, source = MARK.sub(" ", claim), "\n".join(cited)
    squeezed = "".join(source.split())
    days, rest = _dates(said)
    return (
        all(address in squeezed for address in _ADDRESS.findall(said))
        and days <= _dates(source)[0]
        and _numbers(rest) <= _numbers(source)
        and {stem(name) for name in _names(rest)} <= {stem(word) for word in words(source)}
        and any(carries_content(word) and topic(word) in topics(source) for word in words(said))
    )


def _dates(text: str) -> tuple[set[date], str]:
    """The days that are written in a text, and the text without them."""
    found = set()
    for pattern, form in _DATES:
        for match in pattern.finditer(text):
            year_month_day = " ".join(part[:3] if part.isalpha() else part for part in match.groups())
            try:
                found.add(datetime.strptime(year_month_day, form).date())  # noqa: DTZ007 - a day has no time zone
            except ValueError:
                continue
        text = pattern.sub(" ", text)
    return found, text


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in _DIGITS.findall(text)}


def _names(text: str) -> set[str]:
    """The folded words that are capitalised and say something."""
    said = {word for name in _NAME.findall(text) for word in words(name)}
    return {word for word in said if carries_content(word)} - _CAPITALISED_ANYWAY


_DAYS_AND_MONTHS = """
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
"""
_CAPITALISED_ANYWAY = frozenset(["yes", *_DAYS_AND_MONTHS.split()])
