"""When two values are the same, and what a value is made of."""

import re
from collections.abc import Callable
from datetime import date

from services.assistant.autofill.attributes import Take, ValueKind
from shared.names import same_given_names, same_middle_names, same_name

_SEXES = {"m": "M", "male": "M", "f": "F", "female": "F", "x": "X"}
_UNIT = re.compile(r",?\s+(?:(?:apt|apartment|unit|suite|ste|fl|flr|floor)\.?|#)\s*#?\s*([\w-]{1,6})$", re.IGNORECASE)
_US_ADDRESS = re.compile(
    r"(?P<street>\d[^,\n]*[^\W\d][^,\n]*?)(?P<unit>,\s*(?:(?:apt|apartment|unit|suite|ste|fl|flr|floor)\.?|#)\s*#?[\w-]{1,6})?"
    r"\s*[,\n]\s*(?P<city>[^\W\d][^,\n\d]*?)\s*,?\s+(?P<state>[A-Z]{2})\.?,?\s+(?P<zip>\d{5})(?:-\d{4})?"
    r"(?:\s*,?\s*(?:USA|US|United States(?: of America)?))?",
    re.IGNORECASE,
)
DURATION_OF_STATUS = "D/S"


def normalised(value: str, kind: ValueKind) -> str | None:
    """As it is kept and shown; None for what can't be a value of this kind."""
    plain = " ".join(value.split())
    return _NORMALISERS.get(kind, _text)(plain) or None


def same(one: str, other: str, kind: ValueKind) -> bool:
    """Whether two documents say the same, each in its own spelling. Both are normalised."""
    return _COMPARED.get(kind, str.__eq__)(one, other)


def fuller(one: str, other: str, kind: ValueKind) -> bool:
    """Whether `one`, which is the same as `other`, says more."""
    return kind in {ValueKind.GIVEN_NAMES, ValueKind.MIDDLE_NAME} and len(one) > len(other)


def taken(values: dict[str, str], of: str | None, take: Take) -> str | None:
    """What is made of other values: the first name of the given names, the city of an address. None where it can't."""
    if take is Take.FULL_NAME:
        parts = (values.get("given_names"), values.get("family_name"))
        return " ".join(part for part in parts if part) if all(parts) else None
    whole = values.get(of or "")
    if not whole:
        return None
    if take in {Take.FIRST_WORD, Take.OTHER_WORDS, Take.INITIAL_OF_OTHER_WORDS}:
        first, _, others = whole.partition(" ")
        return {Take.FIRST_WORD: first, Take.OTHER_WORDS: others}.get(take, others[:1]) or None
    return _address(whole).get(take)


def _address(whole: str) -> dict[Take, str]:
    """The parts of an address in the United States; none of one that is written in another way."""
    found = _US_ADDRESS.fullmatch(whole.strip())
    if not found:
        return {}
    street, unit = found["street"].strip(), (found["unit"] or "").strip(" ,")
    if not unit and (inside := _UNIT.search(street)):
        street, unit = street[: inside.start()], inside[0].strip(" ,")
    number = _UNIT.search(f" {unit}")
    return {
        Take.STREET: street,
        Take.CITY: found["city"].strip(),
        Take.STATE: found["state"].upper(),
        Take.ZIP: found["zip"],
    } | ({Take.UNIT: number[1]} if number else {})


def _text(value: str) -> str:
    return value


def _date(value: str) -> str | None:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _admission_end(value: str) -> str | None:
    return DURATION_OF_STATUS if value.upper().replace(" ", "") in {"D/S", "DS"} else _date(value)


def _digits(value: str) -> str | None:
    return "".join(each for each in value if each.isdecimal())


def _alien_number(value: str) -> str | None:
    """Nine digits; older ones have seven or eight, and zeros before them (USCIS, form instructions)."""
    digits = _digits(value) or ""
    return digits.zfill(9) if 7 <= len(digits) <= 9 else None


def _ssn(value: str) -> str | None:
    digits = _digits(value) or ""
    return digits if len(digits) == 9 else None


def _identifier(value: str) -> str:
    return re.sub(r"[^\w/-]", "", value).upper()


def _sex(value: str) -> str | None:
    return _SEXES.get(value.casefold())


def _country(value: str) -> str:
    return value.upper()


_NORMALISERS: dict[ValueKind, Callable[[str], str | None]] = {
    ValueKind.DATE: _date,
    ValueKind.ADMISSION_END: _admission_end,
    ValueKind.COUNTRY: _country,
    ValueKind.SEX: _sex,
    ValueKind.ALIEN_NUMBER: _alien_number,
    ValueKind.SSN: _ssn,
    ValueKind.IDENTIFIER: _identifier,
}

_COMPARED: dict[ValueKind, Callable[[str, str], bool]] = {
    ValueKind.NAME: same_name,
    ValueKind.TEXT: same_name,
    ValueKind.GIVEN_NAMES: same_given_names,
    ValueKind.MIDDLE_NAME: same_middle_names,
}
