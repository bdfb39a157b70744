"""Business days and days of the context."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.workflow.engine.errors import MissingFromContext
from services.workflow.engine.timing import add_business_days, due_at, is_business_day
from services.workflow.templates.step_types import Due

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2026, 11, 16), 3, date(2026, 11, 19)),  # Monday to Thursday: 8 CFR 274a.2(b)(1)(ii)
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 23), 3, date(2026, 11, 27)),  # Thursday is Thanksgiving
        (date(2026, 7, 2), 1, date(2026, 7, 6)),  # the Fourth is a Saturday, kept on Friday
        (date(2026, 11, 21), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_business_days(day: date, number: int, expected: date) -> None:
    assert add_business_days(day, number) == expected


@given(DAYS, st.integers(1, 60))
def test_lead_to_a_business_day_and_further_with_each(day: date, number: int) -> None:
    found = add_business_days(day, number)
    assert is_business_day(found)
    assert found < add_business_days(day, number + 1)


def test_counted_from_a_day_of_the_context() -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    due = Due(business_days=3, of="first_day")
    assert due_at(due, began, {"first_day": "2026-11-16"}) == datetime(2026, 11, 19, 23, 59, 59, tzinfo=UTC)
    for context in ({}, {"first_day": "soon"}, {"first_day": None}):
        with pytest.raises(MissingFromContext):
            due_at(due, began, context)
