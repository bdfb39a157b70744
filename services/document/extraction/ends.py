"""The day that a type's expiry field means, where none of the type's own labels stands beside it.

Letters say it in a sentence, tables under `To`, statements as the end of a period. What is found this way is less sure
than what a label of the type names, and where two such days differ nothing is said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from services.document.catalogue.catalogue import DocumentType, ExpiryKind, Field, FieldType, parse
from services.document.extraction.dates import DateStyle, PrintedDate, find_dates
from services.document.segments import fold

BY_CUE = 0.75
BY_PERIOD = 0.8

_DATED = frozenset({FieldType.DATE, FieldType.ADMISSION_END})
_FILLER = r"(?:[\s:,.(–—-]|\b(?:on|the|is|was|of|date|at|midnight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b)*"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DATE = rf"[\d\s.,/-]*{_ORDINAL}(?:\s*(?:de|of))?[\s.]*[^\W\d_]{{0,12}}[\d\s.,/-]*?{_ORDINAL}[\d\s.,]*?"
_CONNECTION = re.compile(
    rf"{_DATE}\s*,?\s*(?:and\s+)?(?:to|through|thru|until|till|ending|ends|up to|bis|a|al|au|hasta|-|–|—)"
    r"\s*(?:on|the|el|le)?\s*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w/.,$-])(?:19|20)\d{2}(?![\w/-]|[.,]\d)")
# In characters: from the cue to its date, and the longest way in which a date is written.
REACH = 60
LONGEST_DATE = 30
LONGEST_CONNECTION = 20


@dataclass(frozen=True, slots=True)
class _Ways:
    """How one kind of day is told."""

    captions: tuple[str, ...]
    periods: tuple[str, ...]
    cue: re.Pattern[str]


@cache
def with_usual_captions(kind: DocumentType) -> DocumentType | None:
    """The type with its expiry field alone, under the captions that any document may have for it.

    Those that are labels of another of its fields are left out. None for a type without such a day.
    """
    field = _end_field(kind)
    if field is None:
        return None
    ways = _ways()[kind.expiry_kind]
    taken = {
        fold(label) for other in kind.fields if other is not field for label in (*other.labels, *other.period_labels)
    }
    captions, periods = (
        tuple(label for label in labels if fold(label) not in taken) for labels in (ways.captions, ways.periods)
    )
    return replace(kind, fields=(replace(field, labels=captions, period_labels=periods, anywhere=False),))


def ends_in_prose(kind: DocumentType, text: str, style: DateStyle) -> Iterator[tuple[PrintedDate, float]]:
    """The days that sentences of a page give for the expiry field, each with how sure the wording makes it."""
    if _end_field(kind) is None:
        return
    ways = _ways()[kind.expiry_kind]
    dates = find_dates(text, style)
    for place, found in enumerate(dates):
        before = text[max(0, found.start - REACH) : found.start]
        if kind.expiry_kind is not ExpiryKind.DUE and place and _connects(text, dates[place - 1], found):
            yield found, BY_PERIOD
        elif ways.cue.search(before) and not _begins_period(text, found, dates[place + 1 : place + 2]):
            yield found, BY_CUE


def year_alone(kind: DocumentType, text: str, style: DateStyle) -> tuple[str, int] | None:
    """The one year that stands by itself on a page, for a type that is of a year, and where; None where several do."""
    field = next((f for f in kind.fields if f.name == kind.expiry_field), None)
    if field is None or field.type is not FieldType.NUMBER:
        return None
    dates = [day.start for day in find_dates(text, style)]
    found = {
        match[0]: match.start()
        for match in _YEAR.finditer(text)
        if not any(start <= match.start() < start + LONGEST_DATE for start in dates)
    }
    return next(iter(found.items())) if len(found) == 1 else None


def _connects(text: str, first: PrintedDate, second: PrintedDate) -> bool:
    """Whether only "to" or the like stands between two dates, of which the first is the earlier."""
    is_near = second.start - first.start < LONGEST_DATE + LONGEST_CONNECTION
    return is_near and first.value < second.value and bool(_CONNECTION.fullmatch(text, first.start, second.start))


def _begins_period(text: str, found: PrintedDate, following: Sequence[PrintedDate]) -> bool:
    return any(_connects(text, found, other) for other in following)


def _end_field(kind: DocumentType) -> Field | None:
    return next((f for f in kind.fields if f.name == kind.expiry_field and f.type in _DATED), None)


@cache
def _ways() -> dict[ExpiryKind, _Ways]:
    told: dict[str, dict[str, list[str]]] = parse(files(__package__) / "ends.yaml")
    return {
        ExpiryKind(kind): _Ways(tuple(ways["captions"]), tuple(ways["periods"]), _cue(ways["cues"]))
        for kind, ways in told.items()
    }


def _cue(phrases: list[str]) -> re.Pattern[str]:
    """Any of the phrases at the end of a text, with nothing behind it that says more."""
    longest_first = sorted(phrases, key=len, reverse=True)
    spelled = (
        re.escape(phrase).replace(r"\.\.\.", r"[^.;\d]{1,40}").replace(r"\ ", r"\s+") for phrase in longest_first
    )
    return re.compile(rf"\b(?:{'|'.join(spelled)})\b{_FILLER}$", re.IGNORECASE)
