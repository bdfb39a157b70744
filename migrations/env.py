"""Alembic's entry point: connects as the owner, makes the roles, runs the migrations."""

import asyncio

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from migrations.roles import ensure_roles
from migrations.schemas import service_metadata
from shared.settings import SERVICES, Settings

LOCK = 7_202_611


def run(connection: Connection, settings: Settings) -> None:
    context.configure(
        connection=connection,
        target_metadata=service_metadata(),
        include_schemas=True,
        include_name=lambda name, kind, _parents: kind != "schema" or name in SERVICES,
        version_table_schema="public",
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        # Two starts at once take turns.
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        connection.execute(text("set local lock_timeout = '10s'"))
        ensure_roles(connection, settings)
        context.run_migrations()


async def migrate() -> None:
    settings = Settings()
    engine = create_async_engine(make_url(settings.database_url.get_secret_value()), poolclass=pool.NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(run, settings)
    await engine.dispose()


asyncio.run(migrate())
