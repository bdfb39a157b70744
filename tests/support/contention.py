"""Two at once, on connections of their own: so that one can wait for the other, as in production."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import httpx
from sqlalchemy import text

from shared.db.engine import session_factory
from shared.resources import Resources

WAITING = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")


@contextlib.asynccontextmanager
async def own_connections(resources: Resources, *tables: str) -> AsyncIterator[Resources]:
    """The service commits what it does; the `tables` are emptied at the end. The next test replaces them anyway."""
    resources.sessions = session_factory(resources.engine)
    resources.reads = session_factory(resources.reading_engine)
    resources.connect = resources.reading_engine.connect
    try:
        yield resources
    finally:
        async with resources.engine.begin() as connection:
            for table in (*tables, "outbox", "idempotency_keys"):
                await connection.execute(text(f"delete from {table}"))  # noqa: S608 - named in the tests


async def at_once(resources: Resources, table: str, *requests: Awaitable[Any]) -> list[Any]:
    """Run the requests so that all of them wait for the rows of `table`, in this order, before any goes on."""
    running: list[asyncio.Future[Any]] = []
    async with resources.sessions.begin() as session:
        await session.execute(text(f"select 1 from {table} for update"))  # noqa: S608 - named in the tests
        async with resources.connect() as connection, asyncio.timeout(5):
            for request in requests:
                running.append(asyncio.ensure_future(request))
                while await connection.scalar(WAITING) != len(running):  # noqa: ASYNC110 - the database tells no event
                    await asyncio.sleep(0.01)
    return await asyncio.gather(*running)


def statuses(responses: list[httpx.Response]) -> list[int]:
    return sorted(response.status_code for response in responses)
