"""Writing to the outbox."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy import Insert, func, insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from shared.db.tables import outbox
from shared.events import Event
from shared.logging import request_context
from shared.tasks import Task
from shared.tracing import trace_context

NO_DELAY = timedelta()

WRITE = insert(outbox)


async def enqueue(
    session: AsyncSession, task: Task, *, queue: str | None = None, delay: timedelta = NO_DELAY, **arguments: Any
) -> None:
    """Have `task` run after this transaction commits; arguments are ids and plain values, checked against the task.

    Raises TypeError where the arguments do not fit the task.
    """
    task.signature.bind(None, **arguments)
    await _write(
        session,
        WRITE.values(available_at=func.now() + delay) if delay else WRITE,
        kind="task",
        name=task.name,
        queue=queue or task.queue,
        payload=to_jsonable_python(arguments),
        expires_in=int(task.expires.total_seconds()),
    )


async def publish(session: AsyncSession, event: Event) -> None:
    """State a fact: it is published if and only if this transaction commits."""
    await _write(session, WRITE, kind="event", name=event.type, payload=event.model_dump(mode="json"))


async def publish_all(session: AsyncSession, events: Sequence[Event]) -> None:
    """State many facts with one statement."""
    context = request_context() | trace_context()
    rows = [
        {
            "id": uuid7(),
            "context": context,
            "kind": "event",
            "name": event.type,
            "payload": event.model_dump(mode="json"),
        }
        for event in events
    ]
    if rows:
        with session.no_autoflush:
            await session.execute(WRITE, rows)


async def _write(session: AsyncSession, statement: Insert, **message: Any) -> None:
    # A message refers to no row: what the session holds back need not be written before it.
    with session.no_autoflush:
        await session.execute(statement, {"id": uuid7(), "context": request_context() | trace_context(), **message})
