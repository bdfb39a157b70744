"""From what is printed beside a label to the value of a field: each type of field has its own reading."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from services.document.catalogue.catalogue import Field, FieldType
from services.document.extraction.countries import country_code
from services.document.extraction.dates import DateStyle, find_dates
from services.document.segments import fold

# How far behind the label a value may start: footnote marks and arrows stand between, sentences do not.
REACH = 20
TEXT_LENGTH = 100
LONGEST = 300
NAME_WORDS = 7
ABBREVIATION = 3

_SEX_WORDS = (
    r"(female|male|f[ée]minin|masculin|femenino|masculino|femminile|maschile|feminino|weiblich|männlich|mujer|hombre|"
    r"kobieta|mężczyzna|女|男|[FMX]|(?:Ж|K|W)(?=\s*/\s*F\b)|(?:М|E|H)(?=\s*/\s*M\b))(?!\w)"
)
_SEX = re.compile(r"\W{0,3}" + _SEX_WORDS, re.IGNORECASE)
_SEX_WORD = re.compile(r"\b" + _SEX_WORDS, re.IGNORECASE)
_WOMEN = {"female", "feminin", "femenino", "femminile", "feminino", "weiblich", "mujer", "kobieta", "女", "ж", "k", "w"}
_MEN = {"hombre", "mezczyzna", "男", "м", "e", "h"}
_MONEY = re.compile(
    r"(?:USD|US\$|EUR|GBP|[$€£])?\s*(\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+\.\d{2}|(?<![\d/])\d{2,})(?![\d/-])"
)
_DURATION_OF_STATUS = re.compile(r"\W{0,3}D\s?/\s?S\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[ ,'’.-]+[^\W\d_][^\W\d_'’.-]*)*\.?")
_BLANK = frozenset({"", "na", "none", "nil", "unknown", "notapplicable", "mmddyyyy", "ddmmyyyy", "same", "seeattached"})
_BARE_CAPTIONS = frozenset(
    {"state", "date", "country", "province", "cityortown", "street", "title", "signature", "page"}
)
# Words of captions and instructions, which stand where a blank form has no value.
_INSTRUCTIONS = (
    "address|number|name|names|signature|zip|code|type|print|select|enter|provide|complete|check|box|apt|ste|flr|initial|"
    "applicable|optional|mm|dd|yyyy|yes|no"
)
_PROSE = "date|street|city|town|country|state|province|item|part|page|section|form|your|if|only|use|or|of|the|for|to|is"
_CAPTION = re.compile(rf"\b(?:{_INSTRUCTIONS})\b", re.IGNORECASE)
_NO_NAME = re.compile(
    rf"\b(?:{_INSTRUCTIONS}|{_PROSE}|list|information|please|male|female|mujer|hombre)\b", re.IGNORECASE
)
# "U T O P I A": one letter in each box of a paper form.
_IN_BOXES = re.compile(r"(?:[^\W\d_] ){2,}[^\W\d_]")
_BEFORE_DATE = re.compile(
    r"(?:\W|\d|\b(?:on|from|the|by|until|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b)*", re.IGNORECASE
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
    text = text[:LONGEST].lstrip(" :：.*►>_|#/").rstrip(" :：*_|,/")
    if fold(text) in _BLANK | _BARE_CAPTIONS:
        return None
    if field.type in {FieldType.DATE, FieldType.ADMISSION_END}:
        return _read_date(field, text, style, is_period=is_period)
    return _READERS[field.type](field, text)


def may_follow(field: Field, label: str, text: str) -> bool:
    """Whether `text` right behind a label without a colon can be its value: words could as well go on the caption.

    `Surname ERIKSSON` and `LN ERIKSSON` are a label and a value, `SCHOOL INFORMATION` is a heading.
    """
    if field.type not in {FieldType.TEXT, FieldType.NAME}:
        return True
    return text.upper() == text and (label.upper() != label or len(label) <= ABBREVIATION)


def find_anywhere(field: Field, text: str, style: DateStyle) -> Iterator[tuple[Reading, int]]:
    """The values in a page's text whose pattern is telling enough to need no label, each with its place there."""
    for match in re.finditer(field.pattern or r"(?!)", text):
        found = _whole(match)
        dated = field.type is FieldType.DATE
        reading = _read_date(field, found, style, is_period=False) if dated else Reading(_joined(field, found))
        if reading is not None:
            yield reading, match.start(match.lastindex or 0)


def _read_date(field: Field, text: str, style: DateStyle, *, is_period: bool) -> Reading | None:
    if field.type is FieldType.ADMISSION_END and _DURATION_OF_STATUS.match(text):
        return Reading("D/S")
    dates = find_dates(text, style)
    if len(dates) <= is_period or not _BEFORE_DATE.fullmatch(text, 0, dates[0].start):
        return None
    if is_period and dates[1].value < dates[0].value:
        return None
    date = dates[1 if is_period else 0]
    return Reading(date.value.isoformat(), date.certainty)


def _read_country(_field: Field, text: str) -> Reading | None:
    code = country_code(text)
    return Reading(code) if code else None


def _read_sex(_field: Field, text: str) -> Reading | None:
    match = _SEX.match(text)
    # Both words beside two boxes are the form's own.
    if match is None or len({_sex(word) for word in _SEX_WORD.findall(text)}) > 1:
        return None
    return Reading(_sex(match[1]))


def _sex(word: str) -> str:
    folded = fold(word)
    return "F" if folded in _WOMEN else "M" if folded in _MEN else word[0].upper()


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
    text = _latin_part(text)
    if _IN_BOXES.fullmatch(text):
        text = text.replace(" ", "")
    if not _NAME.fullmatch(text) or len(text.split()) > NAME_WORDS or _NO_NAME.search(text):
        return None
    capitalised = text[0].isupper() or not text[0].isascii()
    return Reading(" ".join(text.split())) if capitalised and len(fold(text)) > 1 else None


def _latin_part(text: str) -> str:
    """Of a name in two alphabets, `УТОПОВА / UTOPOVA`, the one that travel documents use."""
    parts = [part.strip() for part in text.split("/") if part.strip()]
    return next((part for part in parts if is_latin(part)), text) if len(parts) > 1 else text


def is_latin(text: str) -> bool:
    """Whether its letters are those of the zone and their accents."""
    return all(sign < "\u0250" for sign in text if sign.isalpha())


def _read_text(field: Field, text: str) -> Reading | None:
    if field.pattern:
        match = re.search(field.pattern, text)
        return Reading(_whole(match)) if match else None
    captions = len(_CAPTION.findall(text))
    is_caption = text.endswith((":", "?", ")")) or "(" in text[:1] or captions * 3 >= len(text.split())
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
    if field.shape:
        return _shaped(field.shape, re.sub(r"[^A-Za-z0-9]", "", joined)) or joined
    if not field.digits:
        return joined
    digits = re.sub(r"\D", "", joined)
    return field.prefix + digits.zfill(field.digits)


def _shaped(shape: str, signs: str) -> str | None:
    """`123456789` in the shape `###-##-####`, or None where it has another length."""
    if shape.count("#") != len(signs):
        return None
    left = iter(signs)
    return "".join(next(left) if sign == "#" else sign for sign in shape)


_READERS: Mapping[FieldType, Callable[[Field, str], Reading | None]] = {
    FieldType.TEXT: _read_text,
    FieldType.NAME: _read_name,
    FieldType.COUNTRY: _read_country,
    FieldType.SEX: _read_sex,
    FieldType.IDENTIFIER: _read_identifier,
    FieldType.NUMBER: _read_number,
    FieldType.MONEY: _read_money,
}
