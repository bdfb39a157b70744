"""From what a person writes to the value of a field, in the form in which it would have been read."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from services.document.catalogue.catalogue import DateOrder, Field, FieldType
from services.document.extraction.countries import country_code
from services.document.extraction.dates import DateStyle, find_dates
from services.document.segments import fold

DATES = frozenset({FieldType.DATE, FieldType.ADMISSION_END})
NUMBERS = frozenset({FieldType.NUMBER, FieldType.MONEY})
DURATION_OF_STATUS = "D/S"
SEXES = {"f": "F", "female": "F", "m": "M", "male": "M", "x": "X", "unspecified": "X"}
_WRITTEN_DATE = re.compile(r"[\w\s./,'-]{6,30}")
_CURRENCY = re.compile(r"^(?:USD|US\$|EUR|GBP|[$€£])\s*|(?<=\d),(?=\d{3}\b)", re.IGNORECASE)


def normalise(field: Field, written: str) -> str:
    """Dates become `YYYY-MM-DD`, countries ICAO codes, identifiers lose spaces. Raises ValueError that says why not."""
    text = " ".join(written.split())
    if not text or not text.isprintable():
        raise ValueError("is empty or has characters that can't be printed")
    return _READERS[field.type](text)


def as_date(text: str) -> date:
    """Raises ValueError for what is no calendar date, and for one whose day and month could be exchanged."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        found = find_dates(text, DateStyle(DateOrder.MONTH_FIRST, 0.5, datetime.now(UTC).date()))
    if len(found) != 1 or found[0].start or found[0].certainty < 1 or not _WRITTEN_DATE.fullmatch(text):
        raise ValueError("is not a date; write YYYY-MM-DD") from None
    return found[0].value


def as_number(text: str) -> Decimal:
    """Raises ValueError."""
    try:
        number = Decimal(_CURRENCY.sub("", text))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError("is not a number")
    return number


def _date(text: str) -> str:
    return as_date(text).isoformat()


def _admission_end(text: str) -> str:
    return DURATION_OF_STATUS if fold(text) == fold(DURATION_OF_STATUS) else _date(text)


def _country(text: str) -> str:
    code = country_code(text)
    if code is None:
        raise ValueError("is not a country")
    return code


def _sex(text: str) -> str:
    if text.lower() not in SEXES:
        raise ValueError("is not one of F, M and X")
    return SEXES[text.lower()]


def _number(text: str) -> str:
    return f"{as_number(text):f}"


def _identifier(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ValueError("has no letter and no digit")
    return text.replace(" ", "")


_READERS: Mapping[FieldType, Callable[[str], str]] = {
    FieldType.DATE: _date,
    FieldType.ADMISSION_END: _admission_end,
    FieldType.COUNTRY: _country,
    FieldType.SEX: _sex,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _number,
    FieldType.IDENTIFIER: _identifier,
    FieldType.TEXT: str,
    FieldType.NAME: str,
}
