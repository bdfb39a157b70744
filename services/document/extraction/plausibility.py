"""Values that can not all be right: dates in an impossible order, and two readings that contradict each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from services.document.catalogue.catalogue import DocumentType, ExpiryKind, FieldType
from services.document.extraction.fields import FieldEvidence, FieldValue

ORDERED = (
    ("issue_date", "expiration_date"),
    ("valid_from", "expiration_date"),
    ("resident_since", "expiration_date"),
    ("valid_from", "valid_to"),
    ("program_start_date", "program_end_date"),
    ("start_date", "end_date"),
    ("start_date", "cpt_end_date"),
    ("validity_start", "validity_end"),
    ("lease_start", "lease_end"),
    ("coverage_start", "coverage_end"),
    ("date_of_entry", "admit_until"),
    ("received_date", "notice_date"),
    ("notice_date", "response_due"),
    ("bill_date", "due_date"),
    ("date_of_birth", "date_of_death"),
)
"""Of each pair the second can't be before the first."""

PAST = (
    "issue_date",
    "notice_date",
    "received_date",
    "letter_date",
    "date_of_entry",
    "date_of_marriage",
    "date_of_death",
)
"""These have happened when the document exists."""

NOT_OF_THE_HOLDER = ("date_of_birth", "edition_date", "priority_date")
"""Dates that may be before the holder's birth: a form's edition, and a petition for the parents."""

OLDEST = 125
LONGEST_VALIDITY = 30
"""In years; no state issues a document for longer with a date on it."""

TIME_ZONES = timedelta(days=1)
DOUBT = 0.5


class Rule(StrEnum):
    """What was broken."""

    ORDER = "dates_out_of_order"
    BIRTH_AFTER = "birth_after_event"
    BIRTH_IN_FUTURE = "birth_in_future"
    TOO_OLD = "birth_too_long_ago"
    IN_FUTURE = "date_in_future"
    TOO_FAR = "expiry_too_far_ahead"
    NO_DATE = "not_a_date"
    DISAGREEMENT = "zone_and_print_disagree"
    CHECK_DIGIT = "check_digit_refutes"


@dataclass(frozen=True, slots=True)
class Implausibility:
    """Fields that can't all be right, by which rule, in a sentence."""

    fields: tuple[str, ...]
    rule: Rule
    detail: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule needs to know of a field's value."""

    value: str
    evidence: str | None = None
    differs_from: str | None = None


def warnings(readings: Mapping[str, Reading], kind: DocumentType, today: date) -> list[Implausibility]:
    """Everything about the values that can't be; `today` is the day on which the document existed already."""
    dates, impossible = _dates(readings, kind)
    found = [*impossible, *_order(dates), *_birth(dates, today), *_past(dates, today), *_expiry(dates, kind, today)]
    return [*found, *_contradictions(readings)]


def doubted(values: Mapping[str, FieldValue], kind: DocumentType, today: date) -> dict[str, FieldValue]:
    """`values`, those less sure that break a rule; of several the ones that no check digit vouches for."""
    readings = {name: Reading(value.value) for name, value in values.items()}
    doubtful = {
        name
        for warning in warnings(readings, kind, today)
        for name in [field for field in warning.fields if not values[field].verified] or warning.fields
    }
    return {
        name: replace(value, confidence=round(value.confidence * DOUBT, 4)) if name in doubtful else value
        for name, value in values.items()
    }


def _dates(readings: Mapping[str, Reading], kind: DocumentType) -> tuple[dict[str, date], list[Implausibility]]:
    typed = {field.name for field in kind.fields if field.type in {FieldType.DATE, FieldType.ADMISSION_END}}
    dates: dict[str, date] = {}
    impossible = []
    for name in readings.keys() & typed:
        value = readings[name].value
        try:
            dates[name] = date.fromisoformat(value)
        except ValueError:
            if value != "D/S":
                impossible.append(Implausibility((name,), Rule.NO_DATE, f"{_said(name)} is no date"))
    return dates, sorted(impossible, key=lambda warning: warning.fields)


def _order(dates: Mapping[str, date]) -> Iterator[Implausibility]:
    for first, second in ORDERED:
        if first in dates and second in dates and dates[second] < dates[first]:
            detail = f"{_said(second)} {dates[second]} is before {_said(first).lower()} {dates[first]}"
            yield Implausibility((first, second), Rule.ORDER, detail)


def _birth(dates: Mapping[str, date], today: date) -> Iterator[Implausibility]:
    born = dates.get("date_of_birth")
    if born is None:
        return
    if born > today + TIME_ZONES:
        yield Implausibility(("date_of_birth",), Rule.BIRTH_IN_FUTURE, f"Date of birth {born} is in the future")
    if today.year - born.year > OLDEST:
        yield Implausibility(("date_of_birth",), Rule.TOO_OLD, f"Date of birth {born} is more than {OLDEST} years ago")
    for name in sorted(dates.keys() - {*NOT_OF_THE_HOLDER, "date_of_death"}):
        if dates[name] < born:
            detail = f"{_said(name)} {dates[name]} is before date of birth {born}"
            yield Implausibility(("date_of_birth", name), Rule.BIRTH_AFTER, detail)


def _past(dates: Mapping[str, date], today: date) -> Iterator[Implausibility]:
    for name in PAST:
        if name in dates and dates[name] > today + TIME_ZONES:
            yield Implausibility((name,), Rule.IN_FUTURE, f"{_said(name)} {dates[name]} is in the future")


def _expiry(dates: Mapping[str, date], kind: DocumentType, today: date) -> Iterator[Implausibility]:
    name = kind.expiry_field
    if name is None or name not in dates or kind.expiry_kind is ExpiryKind.REFERENCE:
        return
    if dates[name].year - today.year > LONGEST_VALIDITY:
        detail = f"{_said(name)} {dates[name]} is more than {LONGEST_VALIDITY} years ahead"
        yield Implausibility((name,), Rule.TOO_FAR, detail)


def _contradictions(readings: Mapping[str, Reading]) -> Iterator[Implausibility]:
    for name, reading in sorted(readings.items()):
        if reading.differs_from:
            detail = f"{_said(name)} is {reading.value} in one place and {reading.differs_from} in another: "
            yield Implausibility(
                (name,), Rule.DISAGREEMENT, f"{detail}the machine readable zone and the print disagree"
            )
        if reading.evidence == FieldEvidence.REFUTED:
            yield Implausibility((name,), Rule.CHECK_DIGIT, f"The check digit of {_said(name).lower()} does not fit it")


def _said(name: str) -> str:
    return name.replace("_", " ").capitalize()
