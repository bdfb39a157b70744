"""The relay: reads every schema's outbox and sends what it finds to the broker. Delivery is at least once.

It only sends; it never runs a handler inside its transaction. A notification wakes it as soon as a transaction with a
message commits, and a slow poll finds what a lost notification left behind.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import asyncpg
import structlog
from celery import Celery
from sqlalchemy import MetaData, delete, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db.columns import AnyRow
from shared.db.engine import create_engine
from shared.db.tables import idempotency_keys, outbox
from shared.events import EVENTS, FOLLOWERS
from shared.settings import SERVICES, Settings
from shared.tasks import message

log = structlog.get_logger(__name__)

BATCH = 200
POLL_SECONDS = 1.0
REST_SECONDS = 0.02
"""Between two rounds, so that under load one carries many messages; the first after a quiet time does not wait."""
CHANNEL = "outbox"
KEPT_KEYS = timedelta(hours=24)
HOUSEKEEPING_SECONDS = 600


OUTBOXES = {schema: outbox.to_metadata(MetaData(), schema=schema) for schema in SERVICES}
KEYS = [idempotency_keys.to_metadata(MetaData(), schema=schema) for schema in SERVICES]
SCHEMAS_WITH_WORK = union_all(
    *(
        select(literal(schema)).where(select(table.c.id).where(table.c.available_at <= func.now()).exists())
        for schema, table in OUTBOXES.items()
    )
)


class Relay:
    """Forwards messages for as long as `run` is not cancelled; several may run side by side."""

    def __init__(self, settings: Settings, celery: Celery) -> None:
        self.engine: AsyncEngine = create_engine(settings, "relay")
        self.celery = celery
        self.woken: set[str] = set()
        self.wake = asyncio.Event()

    async def run(self) -> None:
        async with self._listening(), asyncio.TaskGroup() as group:
            group.create_task(self._housekeep())
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.wake.wait(), POLL_SECONDS)
                self.wake.clear()
                schemas, self.woken = self.woken or await self._schemas_with_work(), set()
                for schema in schemas:
                    while await self.forward(schema) == BATCH:
                        pass
                await asyncio.sleep(REST_SECONDS)

    async def _schemas_with_work(self) -> set[str]:
        async with self.engine.connect() as connection:
            return set((await connection.scalars(SCHEMAS_WITH_WORK)).all())

    async def forward(self, schema: str) -> int:
        """Send up to a batch of what is due in one schema; rows locked by another relay are left to it."""
        table = OUTBOXES[schema]
        due = (
            select(table)
            .where(table.c.available_at <= func.now())
            .order_by(table.c.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        async with self.engine.begin() as connection:
            rows = (await connection.execute(due)).all()
            if rows:
                await asyncio.to_thread(self._send, rows)
                await connection.execute(delete(table).where(table.c.id.in_([row.id for row in rows])))
        return len(rows)

    def _send(self, rows: Sequence[AnyRow]) -> None:
        with self.celery.producer_pool.acquire(block=True) as producer:
            for row in rows:
                for name, queue, arguments in deliveries(row):
                    self.celery.send_task(
                        name,
                        kwargs=message(arguments, row.context),
                        queue=queue,
                        expires=row.expires_in,
                        producer=producer,
                    )
            for name, queue, arguments in followed(rows):
                self.celery.send_task(name, kwargs=message(arguments, {}), queue=queue, producer=producer)

    @contextlib.asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        async with self.engine.connect() as connection:
            raw = await connection.get_raw_connection()
            driver: asyncpg.Connection[Any] | None = raw.driver_connection
            if driver is None:
                raise ConnectionError
            await driver.add_listener(CHANNEL, self._notified)
            yield

    def _notified(self, _connection: object, _pid: int, _channel: str, schema: object) -> None:
        self.woken.add(str(schema))
        self.wake.set()

    async def _housekeep(self) -> None:
        while True:
            for keys in KEYS:
                async with self.engine.begin() as connection:
                    await connection.execute(delete(keys).where(keys.c.created_at < func.now() - KEPT_KEYS))
            await asyncio.sleep(HOUSEKEEPING_SECONDS)


def deliveries(row: AnyRow) -> list[tuple[str, str, dict[str, Any]]]:
    """Task, queue and arguments of everything that one outbox row sends; a listener is told the event's type too."""
    if row.kind == "task":
        return [(row.name, row.queue, row.payload)]
    return [(listener.task, listener.queue, {"event": _event(row)}) for listener in EVENTS[row.name].listeners]


def followed(rows: Sequence[AnyRow]) -> list[tuple[str, str, dict[str, Any]]]:
    """What the followers of all public events are sent of a batch of rows: one message each, however many they are."""
    events = [_event(row) for row in rows if row.kind == "event" and EVENTS[row.name].is_public]
    return [(follower.task, follower.queue, {"events": events}) for follower in FOLLOWERS] if events else []


def _event(row: AnyRow) -> dict[str, Any]:
    return {"type": row.name, **row.payload}
