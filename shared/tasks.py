"""Background tasks: the `@task` decorator and what a service's `worker.py` declares.

A task is an async function whose first argument is its service's resources. It runs at least once, so it moves a row
from a known state or leaves quietly; what it did is a row in Postgres, and the broker is a pipe.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from pydantic import ConfigDict, validate_call

from shared.resources import Resources

QUEUES = ("default", "mail", "webhook", "audit", "ocr", "embedding")

P = ParamSpec("P")
ResourcesT = TypeVar("ResourcesT", bound=Resources)


@dataclass(frozen=True)
class Task:
    """A named command."""

    name: str
    run: Callable[..., Awaitable[None]]
    queue: str
    retries: int
    expires: timedelta
    signature: inspect.Signature = field(compare=False)


def task(
    name: str, *, queue: str = "default", retries: int = 5, expires: timedelta = timedelta(hours=24)
) -> Callable[[Callable[Concatenate[ResourcesT, P], Awaitable[None]]], Task]:
    """Declare a task: `async def erase_vault(resources: DocumentResources, vault_id: UUID) -> None`.

    Arguments arrive as JSON and are validated against the annotations. A failure is tried again `retries` times with
    growing pauses; a message older than `expires` is dropped.
    """

    def declare(function: Callable[Concatenate[ResourcesT, P], Awaitable[None]]) -> Task:
        checked = validate_call(config=ConfigDict(arbitrary_types_allowed=True))(function)
        return Task(name, checked, queue, retries, expires, inspect.signature(function))

    return declare


@dataclass(frozen=True)
class Worker:
    """The background half of a service: its tasks, and which of them run by the clock."""

    service: str
    open_resources: Callable[[], Resources]
    tasks: Sequence[Task]
    schedule: Mapping[str, timedelta] = field(default_factory=dict)
    """Task name to the time between runs; such a task takes no arguments."""

    def task(self, name: str) -> Task:
        return next(task for task in self.tasks if task.name == name)


def message(arguments: Mapping[str, Any], context: Mapping[str, str]) -> dict[str, Any]:
    """What travels through the broker: the arguments, and the request and trace that caused them."""
    return {"arguments": dict(arguments), "context": dict(context)}
