"""Statements straight to the driver, also where the database goes away in between."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Integer, bindparam, func, literal, select
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db.driver import fetch
from shared.db.engine import create_reading_engine
from shared.errors import Unavailable
from tests.support.platform import Platform

SUM = select((bindparam("given", type_=Integer()) + literal(2)).label("sum"))
OWN_END = select(func.pg_terminate_backend(func.pg_backend_pid()))


@pytest.fixture
async def engine(platform: Platform) -> AsyncIterator[AsyncEngine]:
    engine = create_reading_engine(platform.resources("vault").settings, "vault")
    yield engine
    await engine.dispose()


async def sums(engine: AsyncEngine) -> list[int]:
    async with engine.connect() as connection:
        return [row["sum"] for row in await fetch(connection, SUM, {"given": 40})]


async def test_takes_values_and_those_of_the_statement(engine: AsyncEngine) -> None:
    assert await sums(engine) == [42]


async def test_lost_on_the_way_is_unavailable_and_works_again(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        with pytest.raises(Unavailable):
            await fetch(connection, OWN_END, {})
    assert await sums(engine) == [42]


async def test_lost_while_idle_is_replaced(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
    async with engine.connect() as taken, engine.connect() as other:
        assert (await taken.get_raw_connection()).driver_connection is driver
        assert driver is not None
        ended = asyncio.Event()
        driver.add_termination_listener(lambda _: ended.set())
        await fetch(other, select(func.pg_terminate_backend(driver.get_server_pid())), {})
        await asyncio.wait_for(ended.wait(), 5)
        assert len(await fetch(taken, SUM, {"given": 40})) == 1
