"""Warnings about a document's values, as they go over the wire."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from pydantic import Field

from services.document.catalogue.catalogue import DocumentType
from services.document.extraction.fields import FieldMethod
from services.document.extraction.plausibility import Reading, warnings
from shared.schemas import Schema


class WarningRead(Schema):
    """Values that can't all be right."""

    fields: list[str] = Field(description="Names of the fields that it is about.")
    rule: str = Field(
        description="`dates_out_of_order`, `birth_after_event`, `birth_in_future`, `birth_too_long_ago`, "
        "`date_in_future`, `expiry_too_far_ahead`, `not_a_date`, `zone_and_print_disagree` or `check_digit_refutes`."
    )
    detail: str = Field(examples=["Expiration date 2019-01-15 is before issue date 2020-01-16"])

    @classmethod
    def about(cls, kept: Mapping[str, Mapping[str, Any]], kind: DocumentType | None, today: date) -> list[Self]:
        """What is wrong with the fields as they are kept, whoever wrote them last; `today` is the day of the upload."""
        if kind is None:
            return []
        readings = {name: _reading(field) for name, field in kept.items()}
        return [cls.model_validate(warning) for warning in warnings(readings, kind, today)]


def _reading(kept: Mapping[str, Any]) -> Reading:
    """A person who states a value has settled what zone and print say of it."""
    if kept["method"] == FieldMethod.USER:
        return Reading(kept["value"])
    return Reading(kept["value"], kept.get("evidence"), kept.get("differs_from"))
