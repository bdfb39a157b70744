"""What the rules find out about a person, with the arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

OVERDUE = -1
"""The step of the ladder after the last day."""


class Severity(StrEnum):
    """`critical`: status or work authorization is at risk. `warning`: there is something to do."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class State(StrEnum):
    """`violated`: overdue, or more than is allowed. `due`: time to act. `upcoming`: known, and not yet time.

    `completed`: was owed and has been done. `info`: good to know.
    """

    VIOLATED = "violated"
    DUE = "due"
    UPCOMING = "upcoming"
    COMPLETED = "completed"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Computation:
    """How a day was arrived at. `days` were counted from `start` to `end`, and `limit` are allowed."""

    start: date | None = None
    end: date | None = None
    days: int | None = None
    limit: int | None = None
    steps: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says about one thing. `days_left` is negative after the due date; `reference` is an address."""

    rule: str
    version: int
    severity: Severity
    state: State
    message: str
    computation: Computation
    source: str
    reference: str
    ladder: Sequence[int]
    due_date: date | None = None
    days_left: int | None = None
    status_id: UUID | None = None
    event_id: UUID | None = None

    @property
    def key(self) -> tuple[str, UUID | None, UUID | None, date | None]:
        """What it is about, whatever the day on which it is found: so that each warning is given once."""
        return self.rule, self.status_id, self.event_id, self.due_date


def ladder_step(finding: Finding, as_of: date) -> int | None:
    """The lowest step of its ladder that a finding has reached, -1 where it is overdue or a limit is exceeded.

    None where there is nothing to warn of: it is far off, done, or only good to know.
    """
    if finding.state is State.VIOLATED:
        return OVERDUE
    if finding.state is not State.DUE or finding.due_date is None:
        return None
    left = (finding.due_date - as_of).days
    if left < 0:
        return OVERDUE
    return min((step for step in finding.ladder if step >= left), default=None)
