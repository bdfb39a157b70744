"""Stands for the migrations: works on the database that the environment names, and counts how often it has run."""

import asyncio
import os

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine


async def count_start() -> None:
    engine = create_async_engine(os.environ["IMMIBLOX_DATABASE_URL"])
    async with engine.begin() as connection:
        await connection.execute(text("create table if not exists starts (at timestamptz default now())"))
        await connection.execute(text("insert into starts default values"))
        print(await connection.scalar(text("select count(*) from starts")))
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(count_start())
