"""Business days: all but Saturdays, Sundays and the holidays of the federal government of the United States."""

from datetime import date, timedelta
from functools import cache

from holidays import HolidayBase, country_holidays


@cache
def federal_holidays() -> HolidayBase:
    """Of the United States (5 U.S.C. 6103); years are worked out as they are asked for."""
    return country_holidays("US")


def is_business_day(day: date) -> bool:
    return day.weekday() < 5 and day not in federal_holidays()


def add_business_days(day: date, number: int) -> date:
    """Counted from the day after `day`; no days at all lead to `day` itself or the next business day."""
    found = day
    while number > 0 or not is_business_day(found):
        found += timedelta(days=1)
        if is_business_day(found):
            number -= 1
    return found
