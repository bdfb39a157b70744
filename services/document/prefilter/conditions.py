"""From a typed filter to SQL: dates compare as dates, numbers as numbers, texts in any case.

Values are stored as text in their normal form, so a date compares by its characters; what has another form, such as
the `D/S` of an admission, is neither before nor after any date.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Numeric, and_, case, cast, func

from services.document.catalogue.catalogue import Catalogue, Field
from services.document.models import Document
from services.document.prefilter.errors import FilterRefused
from services.document.prefilter.schemas import Comparison, Operand
from services.document.review.values import DATES, NUMBERS, as_date, as_number, normalise

ISO_DATE = r"^\d{4}-\d\d-\d\d$"
NUMBER = r"^-?\d+(\.\d+)?$"
ORDER: Mapping[str, Callable[[Any, Any], Any]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def condition(catalogue: Catalogue, name: str, comparison: Comparison) -> ColumnElement[bool]:
    """Raises FilterRefused, naming the field."""
    field = catalogue.field(name)
    if field is None:
        raise FilterRefused(f"metadata: {name[:100]} is not a field of the catalogue")
    try:
        compared = [_compare(field, sign, operands) for sign, operands in comparison.operands.items()]
    except ValueError as error:
        raise FilterRefused(f"metadata: {name}: {error}") from error
    return and_(*compared)


def _compare(field: Field, sign: str, operands: list[Operand]) -> ColumnElement[bool]:
    texts = [str(operand) for operand in operands]
    value = Document.metadata_details[(field.name, "value")].astext
    if field.type in NUMBERS:
        number = case((value.regexp_match(NUMBER), cast(value, Numeric)))
        return _apply(sign, number, [as_number(text) for text in texts])
    if sign not in ORDER:
        return func.lower(value).in_([func.lower(normalise(field, text)) for text in texts])
    if field.type not in DATES:
        message = f"{sign} is for dates and numbers; a text knows eq and in"
        raise ValueError(message)
    date = case((value.regexp_match(ISO_DATE), value)).collate("C")
    return _apply(sign, date, [as_date(text).isoformat() for text in texts])


def _apply(sign: str, value: ColumnElement[Any], operands: list[Any]) -> ColumnElement[bool]:
    if sign not in ORDER:
        return value.in_(operands)
    compared: ColumnElement[bool] = ORDER[sign](value, operands[0])
    return compared
