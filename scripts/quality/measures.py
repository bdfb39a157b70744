"""What is measured on the outcomes, and the limits of it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from scripts.quality.documents import CLEAN, DAMAGED
from scripts.quality.facts import plain_letters
from scripts.quality.reading import Outcome
from services.document.catalogue.catalogue import FieldType, load_catalogue

CONFIDENT = 0.8
"""Confidence from which the platform shows a type as a fact."""


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `all`; None where there was nothing to measure."""

    right: int
    all: int

    @property
    def figure(self) -> float | None:
        return self.right / self.all if self.all else None


@dataclass(frozen=True, slots=True)
class Measure:
    """`limit` is the least share, or with `is_most` the greatest; without one the figure is only told."""

    name: str
    count: Callable[[Sequence[Outcome]], Share]
    limit: float | None = None
    is_most: bool = False

    def holds(self, figure: float | None) -> bool:
        """Whether the figure keeps the limit; nothing measured misses nothing."""
        if figure is None or self.limit is None:
            return True
        return figure <= self.limit if self.is_most else figure >= self.limit


def is_right(outcome: Outcome) -> bool:
    return outcome.code == outcome.order.form.type


def is_wrong_and_confident(outcome: Outcome) -> bool:
    return not is_right(outcome) and outcome.confidence >= CONFIDENT


def expiry_of(outcome: Outcome) -> str | None:
    """The expiry date that is printed on the document, where there is one."""
    field = load_catalogue().by_code(outcome.order.form.type).expiry_field
    return outcome.truth.get(field) if field else None


def expiry_is_right(outcome: Outcome) -> bool:
    field = load_catalogue().by_code(outcome.order.form.type).expiry_field
    return field is not None and outcome.fields.get(field) == outcome.truth[field]


def zone_is_right(outcome: Outcome) -> bool:
    return outcome.zone == outcome.printed_zone


def is_read_well(outcome: Outcome) -> bool:
    """Whether type, expiry and zone are right; of documents made for their zone, the zone."""
    if outcome.order.zone_only:
        return zone_is_right(outcome)
    return is_right(outcome) and zone_is_right(outcome) and (not expiry_of(outcome) or expiry_is_right(outcome))


def fields_right(outcome: Outcome) -> tuple[int, int]:
    """How many of the printed fields came out right with the type given, and how many there are."""
    kinds = {field.name: field.type for field in load_catalogue().by_code(outcome.order.form.type).fields}
    right = sum(same(kinds[name], outcome.fields_of_type.get(name, ""), value) for name, value in outcome.truth.items())
    return right, len(outcome.truth)


def same(kind: FieldType, read: str, printed: str) -> bool:
    """Whether two spellings are one value: case, marks and spacing are the document's, not the value's."""
    if kind is FieldType.MONEY:
        return _amount(read) == _amount(printed)
    return _folded(read) == _folded(printed) or _unmarked(read) == _unmarked(printed)


def _folded(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", plain_letters(text).upper())


def _unmarked(text: str) -> str:
    """Without marks: what is printed `Müller` may be read with or without them."""
    return re.sub(r"[^A-Z0-9]", "", normalize("NFKD", text).upper())


def _amount(text: str) -> float | None:
    match = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    return float(match[0].replace(",", "")) // 1 if match else None


def _typed(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if not outcome.order.zone_only]


def _zones(outcomes: Sequence[Outcome], medium: str) -> Share:
    chosen = [one for one in outcomes if one.printed_zone and one.order.medium == medium]
    return Share(sum(map(zone_is_right, chosen)), len(chosen))


def _expiry(outcomes: Sequence[Outcome]) -> Share:
    dated = [outcome for outcome in _typed(outcomes) if expiry_of(outcome)]
    return Share(sum(map(expiry_is_right, dated)), len(dated))


def _fields(outcomes: Sequence[Outcome]) -> Share:
    counts = [fields_right(outcome) for outcome in _typed(outcomes)]
    return Share(sum(right for right, _ in counts), sum(all_ for _, all_ in counts))


def _text(outcomes: Sequence[Outcome]) -> Share:
    return Share(sum(one.edits for one in _typed(outcomes)), sum(one.characters for one in _typed(outcomes)))


MEASURES = (
    Measure("type right", lambda them: Share(sum(map(is_right, _typed(them))), len(_typed(them))), 0.95),
    Measure(
        f"type wrong and confident (≥ {CONFIDENT})",
        lambda them: Share(sum(map(is_wrong_and_confident, _typed(them))), len(_typed(them))),
        0.01,
        is_most=True,
    ),
    Measure("expiry date right", _expiry, 0.95),
    Measure("zone exact, clean", lambda them: _zones(them, CLEAN), 1.0),
    Measure("zone exact, damaged", lambda them: _zones(them, DAMAGED), 0.9),
    Measure("characters wrong, clean scans", _text, 0.02, is_most=True),
    Measure("fields right, type given", _fields),
)
