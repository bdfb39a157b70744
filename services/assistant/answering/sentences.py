"""How found values are put into words."""

import re
from datetime import date

from services.assistant.answering.answer import MARK
from services.assistant.answering.documents import Finding
from services.assistant.answering.nationalities import ADJECTIVES
from services.assistant.answering.periods import day_of

_PEOPLE_AND_PLACES = frozenset({"name", "surname", "given names", "place of birth"})
_SEXES = {"F": "female (F)", "M": "male (M)", "X": "unspecified (X)", "<": "unspecified"}
_VERBS = {
    "expiration_date": "expires on", "valid_to": "is valid until", "validity_end": "is valid until",
    "coverage_end": "is valid until", "lease_end": "ends on", "end_date": "ends on", "issue_date": "was issued on",
    "valid_from": "is valid from",
}  # fmt: skip
_UNCERTAIN = "This reading is uncertain and no check digit confirms it: please compare it with the document."
_SAID = "A person has entered or confirmed this value."
_CONTESTED = "The same document also gives another value."
_AMOUNT = re.compile(r"\d{3,}(?:\.\d{2})?")
_NEAR_DAYS = 180


def plain(text: str) -> str:
    """Text from a document or file name as one line, its bracketed numbers no citations: `[3]` becomes `(3)`."""
    return MARK.sub(r"(\1)", " ".join(text.split()))


def elided(text: str) -> str:
    """A quotation without bracketed numbers, which would read as citations: what is left still stands on the page."""
    return MARK.sub("…", " ".join(text.split()))


def written(day: date) -> str:
    """`15 April 2012`."""
    return f"{day.day} {day:%B %Y}"


def spoken(finding: Finding) -> str:
    """The value as a reader would write it: dates in words, names not in the capitals of a machine readable zone."""
    day, value = day_of(finding.value), plain(finding.value)
    if day:
        return written(day)
    if finding.label in _PEOPLE_AND_PLACES:
        return value.title() if value.isupper() else value
    if finding.label == "sex":
        return _SEXES.get(value, value)
    if finding.label == "nationality" and value in ADJECTIVES:
        return f"{ADJECTIVES[value]} ({value})"
    if value == "D/S":
        return "D/S (duration of status)"
    return _as_printed(value, finding.facts[0].snippet or "") if _AMOUNT.fullmatch(value) else value


def _as_printed(amount: str, line: str) -> str:
    """An amount with its currency and commas, where it stands so on its line."""
    whole, point, cents = amount.partition(".")
    cents_pattern = rf"\.{cents}" if point else ""
    found = re.search(rf"(?<![\d.,])(?:[$€£]|[A-Z]{{3}} )?{',?'.join(whole)}{cents_pattern}(?!\d|,\d)", line)
    return found[0] if found else amount


def statement(finding: Finding, subject: str, marks: str) -> str:
    """One sentence about a document; `subject` is `your passport`, `marks` the citations."""
    verb = _VERBS.get(finding.facts[0].field)
    if verb and day_of(finding.value):
        return f"{subject[:1].upper()}{subject[1:]} {verb} {spoken(finding)} {marks}."
    label = plain(finding.label)
    return f"The {label} on {subject} {is_or_are(label)} {spoken(finding)} {marks}."


def is_or_are(label: str) -> str:
    """The verb that fits `nationality` or `given names`."""
    return "are" if label.endswith("names") else "is"


def uncapitalised(sentence: str) -> str:
    """A claim as it goes on after a colon."""
    return sentence[:1].lower() + sentence[1:]


def caveat(finding: Finding, *, is_contested: bool = False) -> str:
    """A warning after a value that may be misread, is not the only one, or need not be what its line says."""
    if any(fact.method == "user" for fact in finding.facts):
        return f" {_SAID}"
    uncertain = "" if finding.is_certain else f" {_UNCERTAIN}"
    return f"{uncertain} {_CONTESTED}" if is_contested else uncertain


def distance(finding: Finding, today: date, *, always: bool) -> str:
    """How far away an end date is: said when it has passed or is near, or always."""
    day = day_of(finding.value)
    if day is None:
        return ""
    days = (day - today).days
    if days < 0:
        passed = "It has expired" if "expire" in _VERBS.get(finding.facts[0].field, "") else "That date has passed"
        return f" {passed}: that was {_days(-days)} ago."
    if days == 0:
        return " That is today."
    return f" That is in {_days(days)}." if always or days <= _NEAR_DAYS else ""


def age(finding: Finding, today: date) -> str:
    """The age that a date of birth makes today."""
    born = day_of(finding.value)
    if born is None or born > today:
        return ""
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return f" That makes an age of {years}."


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
