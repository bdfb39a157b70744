"""When steps are due."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from services.workflow.engine.errors import MissingFromContext
from services.workflow.templates.step_types import Due, TimerConfig
from shared.business_days import add_business_days


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
