"""Business days lead over weekends and federal holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.business_days import add_business_days, is_business_day

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2026, 11, 16), 3, date(2026, 11, 19)),  # Monday to Thursday: 8 CFR 274a.2(b)(1)(ii)
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 23), 3, date(2026, 11, 27)),  # Thursday is Thanksgiving
        (date(2026, 7, 2), 1, date(2026, 7, 6)),  # the Fourth is a Saturday, kept on Friday
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2026, 6, 18), 1, date(2026, 6, 22)),  # Juneteenth, a holiday since 2021
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


@given(DAYS, st.integers(0, 60))
def test_are_as_many_as_were_asked_for(day: date, number: int) -> None:
    """Counted one by one from the day after."""
    found = add_business_days(day, number)
    between = [day + timedelta(days=offset) for offset in range(1, (found - day).days + 1)]
    expected = number if number or is_business_day(day) else 1
    assert sum(map(is_business_day, between)) == expected


@given(DAYS, st.integers(1, 30), st.integers(1, 30))
def test_add_up(day: date, first: int, second: int) -> None:
    assert add_business_days(add_business_days(day, first), second) == add_business_days(day, first + second)
