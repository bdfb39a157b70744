"""Writing a value the way a field takes it."""

from datetime import date
from enum import StrEnum

from services.assistant.autofill.attributes import ValueKind
from services.assistant.autofill.fields import FieldKind, FormField
from services.assistant.autofill.labels import option_of, plain
from services.assistant.autofill.values import DURATION_OF_STATUS, same
from shared.countries import country_name, load_spellings

SEXES = {"M": "Male", "F": "Female", "X": "X"}
SSN_LENGTH = 9


class DateStyle(StrEnum):
    """How a form writes days."""

    ISO = "%Y-%m-%d"
    MONTH_FIRST = "%m/%d/%Y"
    DAY_FIRST = "%d/%m/%Y"


class CannotWrite(Exception):
    """`reason` is a sentence for whoever fills in the form."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def style_of(label: str, usual: DateStyle) -> DateStyle:
    """What the label asks for, else what the form usually has."""
    words = plain(label)
    order = {
        DateStyle.MONTH_FIRST: ("mm dd yyyy", "digit month 2 digit day", "month day year"),
        DateStyle.DAY_FIRST: ("dd mm yyyy", "digit day 2 digit month", "day month year"),
        DateStyle.ISO: ("yyyy mm dd", "year month day"),
    }
    return next((style for style, hints in order.items() if any(hint in words for hint in hints)), usual)


def written(value: str, kind: ValueKind, field: FormField, usual: DateStyle, digits: tuple[str, int] | None) -> str:
    """Raises CannotWrite where the field can't take the value."""
    if field.kind is FieldKind.CHECKBOX:
        return _box(value, field)
    if field.kind is FieldKind.CHOICE:
        return _choice(value, kind, field)
    text = _digits(value, digits) if digits else _text(value, kind, field, style_of(field.label, usual))
    if field.max_length is not None and len(text) > field.max_length:
        raise CannotWrite(f"The value is longer than the {field.max_length} characters that the field takes")
    return text


def _text(value: str, kind: ValueKind, field: FormField, style: DateStyle) -> str:
    limit = field.max_length
    match kind:
        case ValueKind.DATE | ValueKind.ADMISSION_END if value != DURATION_OF_STATUS:
            shown = date.fromisoformat(value).strftime(style)
            return shown.replace("/", "").replace("-", "") if limit == len("mmddyyyy") else shown
        case ValueKind.COUNTRY:
            return _country(value)
        case ValueKind.SEX:
            return value if limit is not None and limit < len(SEXES[value]) else SEXES[value]
        case ValueKind.SSN if limit is None or limit > SSN_LENGTH:
            return f"{value[:3]}-{value[3:5]}-{value[5:]}"
    return value


def _country(code: str) -> str:
    name = country_name(code)
    if name is None:
        raise CannotWrite(f"The country {code} is not known")
    return name


def _digits(value: str, digits: tuple[str, int]) -> str:
    """`first 3`, `next 2` and `last 4` digits of a Social Security number."""
    where, count = digits
    whole = "".join(each for each in value if each.isalnum())
    places = {
        "first": whole[:count],
        "last": whole[-count:],
        "next": whole[3 : 3 + count],
        "middle": whole[3 : 3 + count],
    }
    if len(whole) != SSN_LENGTH or (where in {"next", "middle"} and count != 2):
        raise CannotWrite("The number doesn't divide as the form wants it")
    return places[where]


def _choice(value: str, kind: ValueKind, field: FormField) -> str:
    wanted = [value]
    if kind is ValueKind.COUNTRY:
        wanted += load_spellings().get(value, [])
    elif kind is ValueKind.SEX:
        wanted.append(SEXES[value])
    for spelling in wanted:
        fitting = [option for option in field.options if option.strip() and same(option, spelling, ValueKind.TEXT)]
        if len(fitting) == 1:
            return fitting[0]
    raise CannotWrite("None of the options of the field is this value")


def _box(value: str, field: FormField) -> str:
    """What the box stands for whose label or export value is this sex; other boxes are never ticked."""
    meant = {value.casefold(), SEXES[value].casefold()}
    labels = [option_of(field, index) for index in range(len(field.option_labels))]
    for index, option in enumerate(field.options):
        label = labels[index] if index < len(labels) and len(set(labels)) == len(labels) else ""
        if label in meant or (label not in {"male", "female", "x", "m", "f"} and option.casefold() in meant):
            return option
    raise CannotWrite("This box stands for something else")
