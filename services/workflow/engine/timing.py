"""When steps are due."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from holidays import HolidayBase, country_holidays

from services.workflow.engine.errors import MissingFromContext
from services.workflow.templates.step_types import Due, TimerConfig


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


def due_at(due: Due, began: datetime, context: Mapping[str, Any]) -> datetime:
    """A due day ends at its midnight UTC. Raises MissingFromContext."""
    counted_from = began if due.of is None else end_of(day_in(context, due.of))
    if due.after is not None:
        return counted_from + due.after
    return end_of(add_business_days(counted_from.date(), due.business_days or 0))


def wakes_at(timer: TimerConfig, began: datetime, context: Mapping[str, Any]) -> datetime:
    """Raises MissingFromContext."""
    if timer.after is not None:
        return began + timer.after
    return datetime.combine(day_in(context, timer.until or ""), time(), UTC) - timer.before


def day_in(context: Mapping[str, Any], key: str) -> date:
    """Raises MissingFromContext."""
    try:
        return date.fromisoformat(str(context.get(key)))
    except ValueError as error:
        message = f"The context has no day under “{key}”"
        raise MissingFromContext(message) from error


def end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)
