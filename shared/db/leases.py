"""Leases on claimed rows: a worker that dies stops renewing, and what it held is taken up again within seconds.

The broker's own redelivery is not enough: a worker killed with its main process leaves its message unacknowledged
until the visibility timeout. The row in Postgres is the truth.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Update, func, or_, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Mapped, mapped_column

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=7)
RENEWAL = timedelta(seconds=2)


class Leased:
    """A row that a worker works on: `lease_owner` holds it until `lease_until`."""

    lease_owner: Mapped[UUID | None] = mapped_column(default=None)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)


def claim(model: Any, row_id: UUID, owner: UUID) -> Update:
    """An update that takes the row for `owner` unless somebody else holds it; add conditions and `returning`."""
    return (
        update(model)
        .where(model.id == row_id, or_(model.lease_until.is_(None), model.lease_until < func.now()))
        .values(lease_owner=owner, lease_until=func.now() + LEASE)
    )


def release(model: Any, row_id: UUID, owner: UUID) -> Update:
    return (
        update(model).where(model.id == row_id, model.lease_owner == owner).values(lease_owner=None, lease_until=None)
    )


@contextlib.asynccontextmanager
async def renewing(engine: AsyncEngine, model: Any, row_id: UUID, owner: UUID) -> AsyncIterator[None]:
    """Renew the lease in the background for as long as the block runs, on a connection that the block doesn't use."""
    renewal = asyncio.create_task(_renew(engine, model, row_id, owner))
    try:
        yield
    finally:
        renewal.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await renewal


async def _renew(engine: AsyncEngine, model: Any, row_id: UUID, owner: UUID) -> None:
    held = update(model).where(model.id == row_id, model.lease_owner == owner)
    while True:
        await asyncio.sleep(RENEWAL.total_seconds())
        try:
            async with engine.begin() as connection:
                await connection.execute(held.values(lease_until=func.now() + LEASE))
        except Exception as error:  # noqa: BLE001 - a missed renewal is tried again; the work itself goes on
            log.warning("lease.not_renewed", row_id=str(row_id), error=repr(error))
