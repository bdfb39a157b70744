"""Counting days: periods of whole days, and anniversaries."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)
LONG_AGO, FAR_AHEAD = date(1000, 1, 1), date(9000, 1, 1)
"""For what has no beginning or no end: there is room to count on from them."""


class Period(NamedTuple):
    """From its first day to its last, both included; empty where the last is before the first."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return max(0, (self.last - self.first).days + 1)

    def within(self, other: "Period") -> "Period":
        return Period(max(self.first, other.first), min(self.last, other.last))

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first} to {self.last}: {counted(self.days)}"


def counted(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def union(periods: Iterable[Period]) -> list[Period]:
    """The same days in as few periods as there can be, in order: no day is in two of them."""
    merged: list[Period] = []
    for period in sorted(each for each in periods if each.days):
        if merged and period.first <= merged[-1].last + DAY:
            merged[-1] = Period(merged[-1].first, max(merged[-1].last, period.last))
        else:
            merged.append(period)
    return merged


def gaps(whole: Period, parts: Iterable[Period]) -> list[Period]:
    """The days of the whole that are in none of the parts."""
    found, first = [], whole.first
    for part in union(part.within(whole) for part in parts):
        found.append(Period(first, part.first - DAY))
        first = part.last + DAY
    found.append(Period(first, whole.last))
    return [gap for gap in found if gap.days]


def total(periods: Iterable[Period]) -> int:
    return sum(period.days for period in periods)


def after_days(day: date, number: int) -> date:
    """The last of so many days, of which the day after `day` is the first."""
    return day + timedelta(days=number)


def after_months(day: date, number: int) -> date:
    """The same day of a later (or earlier) month, or the last of a month that is too short for it."""
    years, month = divmod(day.month - 1 + number, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def anniversary(day: date, years: int) -> date:
    """The 29th of February is kept on the 28th in other years, so that nothing is done a day late."""
    return after_months(day, 12 * years)


def earliest_anniversary_for_filing(day: date, years: int) -> date:
    """The 29th of February is kept on the 1st of March here, so that nothing is filed a day early."""
    kept = anniversary(day, years)
    return kept if kept.day == day.day else kept + DAY
