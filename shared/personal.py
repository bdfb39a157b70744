"""Fields about people, as several services take them."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from shared.states import ISO_3166


def _known_state(code: str) -> str:
    if code not in ISO_3166:
        message = "not a code of ISO 3166-1 alpha-3"
        raise ValueError(message)
    return code


def _in_the_past(day: date) -> date:
    if not date(1850, 1, 1) <= day <= datetime.now(UTC).date():
        message = "not a date of birth"
        raise ValueError(message)
    return day


Relationship = Literal["spouse", "child", "parent", "sibling", "other"]
"""What a relative is of a person."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]
State = Annotated[str, StringConstraints(to_upper=True), AfterValidator(_known_state)]
"""ISO 3166-1 alpha-3."""
DateOfBirth = Annotated[date, AfterValidator(_in_the_past)]
