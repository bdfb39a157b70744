"""The states of executions and steps, and every move between them: nothing else is possible.

docs/workflow.md draws them.
"""

from collections.abc import Mapping
from enum import StrEnum

from services.workflow.engine.errors import IllegalMove


class Status(StrEnum):
    """Of an execution."""

    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class StepStatus(StrEnum):
    """Of a step. It waits for a person, an event, a moment or other steps; it runs while the engine works on it."""

    WAITING = "waiting"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


MOVES: Mapping[Status, frozenset[Status]] = {
    Status.RUNNING: frozenset({Status.PAUSED, Status.COMPLETED, Status.FAILED, Status.CANCELLED}),
    # A legal deadline runs on while the rest is paused, and may end everything.
    Status.PAUSED: frozenset({Status.RUNNING, Status.COMPLETED, Status.FAILED, Status.CANCELLED}),
    Status.COMPLETED: frozenset(),
    Status.FAILED: frozenset(),
    Status.CANCELLED: frozenset(),
}
STEP_MOVES: Mapping[StepStatus, frozenset[StepStatus]] = {
    StepStatus.WAITING: frozenset({StepStatus.RUNNING, StepStatus.COMPLETED, StepStatus.FAILED, StepStatus.CANCELLED}),
    StepStatus.RUNNING: frozenset({StepStatus.WAITING, StepStatus.COMPLETED, StepStatus.FAILED, StepStatus.CANCELLED}),
    StepStatus.COMPLETED: frozenset(),
    StepStatus.FAILED: frozenset(),
    StepStatus.CANCELLED: frozenset(),
}
OPEN = frozenset({Status.RUNNING, Status.PAUSED})
OPEN_STEPS = frozenset({StepStatus.WAITING, StepStatus.RUNNING})


def check_move(now: Status, wanted: Status) -> None:
    """Raises IllegalMove."""
    if wanted not in MOVES[now]:
        raise IllegalMove(f"The execution is {now}")


def check_step_move(now: StepStatus, wanted: StepStatus) -> None:
    """Raises IllegalMove."""
    if wanted not in STEP_MOVES[now]:
        raise IllegalMove(f"The step is {now}")
