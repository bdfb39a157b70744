"""Connections: engines per role and process."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from shared.settings import Settings

SessionFactory = async_sessionmaker[AsyncSession]


def create_engine(
    settings: Settings, role: str, *, server_settings: Mapping[str, str] = MappingProxyType({}), **options: Any
) -> AsyncEngine:
    """An engine that connects as `immiblox_<role>` and sees that role's schema first."""
    return create_async_engine(
        settings.role_url(role),
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_pool_size,
        pool_timeout=5,
        connect_args={
            "timeout": 5,
            "server_settings": {
                "search_path": f"{role}, public",
                "application_name": f"immiblox-{role}",
                "statement_timeout": "30000",
                "idle_in_transaction_session_timeout": "60000",
                "jit": "off",
                **server_settings,
            },
        },
        **options,
    )


def session_factory(engine: AsyncEngine) -> SessionFactory:
    """Sessions for a unit of work: `async with sessions.begin() as session`."""
    return async_sessionmaker(engine, expire_on_commit=False)


def create_reading_engine(
    settings: Settings, role: str, server_settings: Mapping[str, str] = MappingProxyType({})
) -> AsyncEngine:
    """Connections without BEGIN and COMMIT, for what takes one statement: two round trips less.

    A pool of their own: to switch a connection at every use would cost more than it saves. A write here does not wait
    for the disk, so it must be one that a crash of the database server may lose, such as somebody's sign-in.
    """
    return create_engine(
        settings,
        role,
        server_settings={"synchronous_commit": "off", **server_settings},
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
    )
