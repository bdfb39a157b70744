"""The hottest statements straight to the driver: what lies between takes longer than some of them run.

A statement is still written, and named by its columns, as every other (docs/decisions/0007-hot-reads.md).
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import asyncpg
from sqlalchemy import ClauseElement
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import Unavailable

LOST = (asyncpg.InterfaceError, asyncpg.PostgresConnectionError, asyncpg.exceptions.AdminShutdownError)


async def fetch(
    connection: AsyncConnection, statement: ClauseElement, values: Mapping[str, Any]
) -> Sequence[Mapping[str, Any]]:
    """Every row, its values as the driver has them. `statement` is kept for ever, so build it once.

    A connection that died while it lay in the pool is replaced. Raises Unavailable where it dies on the way.
    """
    sql, constants, names = _for_driver(statement)
    parameters = {**constants, **values}
    try:
        rows: Sequence[Mapping[str, Any]] = await (await _driver(connection)).fetch(
            sql, *(parameters[name] for name in names)
        )
    except LOST as error:
        raise Unavailable from error
    return rows


async def _driver(connection: AsyncConnection) -> Any:
    driver: Any = (await connection.get_raw_connection()).driver_connection
    if driver.is_closed():
        await connection.invalidate()
        driver = (await connection.get_raw_connection()).driver_connection
    return driver


@cache
def _for_driver(statement: ClauseElement) -> tuple[str, Mapping[str, Any], Sequence[str]]:
    """The statement's text, the values that it has already, and the names of its parameters in their order."""
    dialect: Any = postgresql.asyncpg
    compiled: Any = statement.compile(dialect=dialect.dialect())
    return str(compiled), compiled.params, compiled.positiontup
