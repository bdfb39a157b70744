"""Seals everything with the secret of now: `python -m services.immigration.numbers.rotation`.

To rotate, start the services with the new IMMIBLOX_SECRET_KEY and the old one in IMMIBLOX_PREVIOUS_SECRET_KEYS, run
this, and take the old one away. It can be broken off and run again.
"""

import asyncio
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.models import Person, PersonDocument, Status
from services.immigration.numbers.rows import Sealed, numbers_of, put_numbers, sealed_in
from services.immigration.numbers.sealing import Sealer
from services.immigration.resources import ImmigrationResources
from services.immigration.settings import ImmigrationSettings

BATCH = 500


RowT = TypeVar("RowT", Person, Status, PersonDocument)


async def rotate(resources: ImmigrationResources) -> int:
    """How many rows were sealed anew. Raises Unsealable."""
    persons, statuses = await _rotate_table(resources, Person), await _rotate_table(resources, Status)
    return persons + statuses + await _rotate_table(resources, PersonDocument)


async def _rotate_table(resources: ImmigrationResources, table: type[RowT]) -> int:
    sealed, last = 0, UUID(int=0)
    while True:
        async with resources.sessions.begin() as session:
            rows = await _batch(session, table, last)
            sealed += sum(_reseal(resources.sealer, row) for row in rows)
        if len(rows) < BATCH:
            return sealed
        last = rows[-1].id


async def _batch(session: AsyncSession, table: type[RowT], last: UUID) -> Sequence[RowT]:
    rows = select(table).where(table.id > last).order_by(table.id).limit(BATCH).with_for_update()
    return (await session.scalars(rows)).all()


def _reseal(sealer: Sealer, row: Sealed) -> bool:
    sealed = sealed_in(row)
    if sealed is None or sealer.is_current(sealed):
        return False
    put_numbers(sealer, row, numbers_of(sealer, row))
    return True


async def _main() -> None:
    resources = ImmigrationResources(ImmigrationSettings())
    try:
        print(f"{await rotate(resources)} rows sealed anew")
    finally:
        await resources.close()


if __name__ == "__main__":
    asyncio.run(_main())
