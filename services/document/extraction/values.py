"""From what is printed beside a label to the value of a field: each type of field has its own reading."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.document.catalogue.catalogue import Field, FieldType
from services.document.extraction.countries import country_code
from services.document.extraction.dates import DateStyle, find_dates
from services.document.layout import fold

# How far behind the label a value may start: footnote marks and arrows stand between, sentences do not.
REACH = 20
TEXT_LENGTH = 100
NAME_WORDS = 7

_SEX = re.compile(r"\W{0,3}(female|male|f[ée]minin|masculin|femenino|masculino|weiblich|männlich|[FMX])\b", re.IGNORECASE)
_SEXES = {"female": "F", "feminin": "F", "femenino": "F", "weiblich": "F"}
_MONEY = re.compile(r"(?:USD|US\$|EUR|GBP|[$€£])?\s*(\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+\.\d{2}|\d{2,})(?![\d-])")
_DURATION_OF_STATUS = re.compile(r"\W{0,3}D\s?/\s?S\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[ ,'’.-]+[^\W\d_][^\W\d_'’.-]*)*\.?")
_BLANK = frozenset({"", "na", "none", "nil", "unknown", "notapplicable", "mmddyyyy", "ddmmyyyy", "same", "seeattached"})
# Words of captions and instructions, which stand where a blank form has no value.
_CAPTION = re.compile(
    r"\b(?:address|number|name|names|date|signature|street|city|town|zip|code|country|state|province|type|print|select|"
    r"item|part|page|section|enter|provide|complete|check|box|apt|ste|flr|initial|applicable|optional|form|your|if|"
    r"only|use|mm|dd|yyyy|yes|no|or|of|the|for|to|is|are|please)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A normalised value; `certainty` says how little the print leaves open."""

    value: str
    certainty: float = 1.0


def read_value(field: Field, text: str, style: DateStyle, *, is_period: bool = False) -> Reading | None:
    """The value of `field` that `text` holds, or `None` where it holds none.

    Dates become `YYYY-MM-DD`, countries ICAO codes, identifiers and amounts lose their spacing, the rest stays text.
    With `is_period` the second date of `text` is meant.
    """
    text = text.strip(" \t:：.*►>_|#")
    if fold(text) in _BLANK:
        return None
    if field.type in {FieldType.DATE, FieldType.ADMISSION_END}:
        return _read_date(field, text, style, is_period=is_period)
    return _READERS[field.type](field, text)


def may_follow(field: Field, text: str) -> bool:
    """Whether `text` right behind a label without a colon can be its value: words could as well go on the caption.

    `Surname ERIKSSON` is a label and a value, `Employer Completes Next Page` a sentence.
    """
    return field.type not in {FieldType.TEXT, FieldType.NAME} or text.upper() == text


def find_anywhere(field: Field, text: str, style: DateStyle) -> Reading | None:
    """The value whose pattern is telling enough to be known without a label."""
    match = re.search(field.pattern, text) if field.pattern else None
    if match is None:
        return None
    found = _whole(match)
    if field.type is FieldType.DATE:
        return _read_date(field, found, style, is_period=False)
    return Reading(_joined(field, found))


def _read_date(field: Field, text: str, style: DateStyle, *, is_period: bool) -> Reading | None:
    if field.type is FieldType.ADMISSION_END and _DURATION_OF_STATUS.match(text):
        return Reading("D/S")
    dates = find_dates(text, style)
    if len(dates) <= is_period or dates[0].start > REACH:
        return None
    date = dates[1 if is_period else 0]
    return Reading(date.value.isoformat(), date.certainty)


def _read_country(_field: Field, text: str) -> Reading | None:
    code = country_code(text)
    return Reading(code) if code else None


def _read_sex(_field: Field, text: str) -> Reading | None:
    match = _SEX.match(text)
    # Both words beside two boxes are the form's own.
    if match is None or len(_SEX.findall(text)) > 1 or re.search(r"(?i)\bmale\b.*\bfemale\b", text):
        return None
    word = match[1].casefold().replace("é", "e")
    return Reading(_SEXES.get(word, word[0].upper()))


def _read_identifier(field: Field, text: str) -> Reading | None:
    match = re.search(field.pattern or r"[A-Z0-9-]*\d[A-Z0-9-]*", text)
    if match is None or match.start() > REACH:
        return None
    return Reading(_joined(field, _whole(match)))


def _read_number(field: Field, text: str) -> Reading | None:
    match = re.search(field.pattern or r"\d+(?:\.\d+)?", text)
    return Reading(_whole(match)) if match and match.start() <= REACH else None


def _read_money(_field: Field, text: str) -> Reading | None:
    match = _MONEY.search(text)
    return Reading(match[1].replace(",", "")) if match and match.start() <= REACH else None


def _read_name(_field: Field, text: str) -> Reading | None:
    if not _NAME.fullmatch(text) or len(text.split()) > NAME_WORDS or _CAPTION.search(text):
        return None
    capitalised = text[0].isupper() or not text[0].isascii()
    return Reading(" ".join(text.split())) if capitalised and len(fold(text)) > 1 else None


def _read_text(field: Field, text: str) -> Reading | None:
    if field.pattern:
        return _read_identifier(field, text)
    captions = len(_CAPTION.findall(text))
    is_caption = text.endswith((":", "?", ")")) or "(" in text[:1] or captions * 3 > len(text.split())
    if is_caption or len(text) > TEXT_LENGTH or not (text[0].isupper() or text[0].isdigit()):
        return None
    return Reading(" ".join(text.split())) if len(fold(text)) > 1 else None


def _whole(match: re.Match[str]) -> str:
    return "".join(group for group in match.groups() if group) or match[0]


def _joined(field: Field, text: str) -> str:
    """An identifier without the spacing it is printed with, padded with zeros where it has a fixed length."""
    if field.type is not FieldType.IDENTIFIER:
        return text
    joined = re.sub(r"\s", "", text)
    if not field.digits:
        return joined
    digits = re.sub(r"\D", "", joined)
    return ("A" if joined.startswith("A") else "") + digits.zfill(field.digits)


_READERS: Mapping[FieldType, Callable[[Field, str], Reading | None]] = {
    FieldType.TEXT: _read_text,
    FieldType.NAME: _read_name,
    FieldType.COUNTRY: _read_country,
    FieldType.SEX: _read_sex,
    FieldType.IDENTIFIER: _read_identifier,
    FieldType.NUMBER: _read_number,
    FieldType.MONEY: _read_money,
}
