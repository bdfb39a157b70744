"""Connections: one engine per role and process."""

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from shared.settings import Settings

SessionFactory = async_sessionmaker[AsyncSession]


def create_engine(settings: Settings, role: str) -> AsyncEngine:
    """An engine that connects as `immiblox_<role>` and sees that role's schema first."""
    return engine_for(settings.role_url(role), schema=role, pool_size=settings.database_pool_size)


def engine_for(url: URL, *, schema: str, pool_size: int) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=5,
        connect_args={
            "timeout": 5,
            "server_settings": {
                "search_path": f"{schema}, public",
                "application_name": f"immiblox-{schema}",
                "statement_timeout": "30000",
                "idle_in_transaction_session_timeout": "60000",
                "jit": "off",
            },
        },
    )


def session_factory(engine: AsyncEngine) -> SessionFactory:
    """Sessions for a unit of work: `async with sessions.begin() as session`."""
    return async_sessionmaker(engine, expire_on_commit=False)


def reading(engine: AsyncEngine) -> AsyncEngine:
    """The same connections without BEGIN and COMMIT, for reads of one statement: two round trips less."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")
