"""Periods of whole days, and anniversaries."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.immigration.rules.dates import (
    Period,
    after_months,
    anniversary,
    earliest_anniversary_for_filing,
    gaps,
    total,
    union,
)

DAYS = st.dates(date(2020, 1, 1), date(2020, 4, 30))
PERIODS = st.builds(Period, DAYS, DAYS)


def days_of(periods: list[Period]) -> set[date]:
    return {period.first + timedelta(days=offset) for period in periods for offset in range(period.days)}


@given(st.lists(PERIODS))
def test_a_union_has_the_same_days_each_once(periods: list[Period]) -> None:
    merged = union(periods)
    assert days_of(merged) == days_of(periods)
    assert total(merged) == len(days_of(periods))
    assert all(later.first > earlier.last + timedelta(days=1) for earlier, later in pairwise(merged))


@given(PERIODS, st.lists(PERIODS))
def test_gaps_are_the_rest(whole: Period, parts: list[Period]) -> None:
    assert days_of(gaps(whole, parts)) == days_of([whole]) - days_of(parts)


@given(PERIODS)
def test_an_empty_period_has_no_days(period: Period) -> None:
    assert (period.days == 0) is (period.last < period.first)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months(day: date, months: int, expected: date) -> None:
    assert after_months(day, months) == expected


@pytest.mark.parametrize(
    ("day", "years", "kept", "for_filing"),
    [
        (date(2024, 2, 29), 1, date(2025, 2, 28), date(2025, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29), date(2028, 2, 29)),
        (date(2024, 2, 28), 1, date(2025, 2, 28), date(2025, 2, 28)),
        (date(2024, 3, 1), 1, date(2025, 3, 1), date(2025, 3, 1)),
    ],
)
def test_leap_days(day: date, years: int, kept: date, for_filing: date) -> None:
    assert anniversary(day, years) == kept
    assert earliest_anniversary_for_filing(day, years) == for_filing


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 20))
def test_anniversaries_never_fall_in_another_month_but_for_filing(day: date, years: int) -> None:
    kept = anniversary(day, years)
    assert (kept.year, kept.month) == (day.year + years, day.month)
    assert earliest_anniversary_for_filing(day, years) - kept in {timedelta(0), timedelta(days=1)}
