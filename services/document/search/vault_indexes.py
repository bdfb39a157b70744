"""An approximate index of its own for the vectors of each vault that is too large to be scanned for every question.

One index over all vaults would serve none: a search in one vault would wade through everybody else's vectors. The
catalogue of the database is the only record of what is there; PostgreSQL itself takes an index into account as soon
as it is valid, and no sooner.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.document.settings import DocumentSettings
from shared.db.engine import create_engine

log = structlog.get_logger(__name__)

PREFIX = "hnsw_chunk_embeddings_"
"""No other index begins with it: what does, and belongs to no large vault, is dropped."""
LOCK = 7_202_612

SESSION = {"statement_timeout": "0", "maintenance_work_mem": "256MB"}
"""Of a build: minutes, and room for the graph of 100 000 vectors, without which it takes several times longer."""

GRAPH = "m = 24, ef_construction = 128"
"""With the defaults of 16 and 64 a build takes half as long, and recall@10 stays below 0.99."""

KNOWN = text(
    "select pg_class.relname as name, pg_index.indisvalid as is_valid"
    " from pg_index join pg_class on pg_class.oid = pg_index.indexrelid"
    " where pg_index.indrelid = 'chunk_embeddings'::regclass and starts_with(pg_class.relname, :prefix)"
)
LARGE = text("select vault_id, count(*) as chunks from chunk_embeddings group by vault_id having count(*) > :least")


class VaultIndexes:
    """Works through connections of its own: an index is built without blocking writers, which no transaction can."""

    def __init__(self, settings: DocumentSettings) -> None:
        self.settings = settings
        self.threshold = settings.vault_index_threshold

    async def tend(self) -> None:
        """Build what is missing, drop what is invalid or no longer worth its keep; one process at a time.

        A vault keeps its index until it has shrunk to half the threshold. Whoever comes while another is at work
        leaves: the lock belongs to the session in the database, which lives as long as its build.
        """
        async with self._connection() as connection:
            if not await connection.scalar(text("select pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
                return
            known = {row.name: row.is_valid for row in await connection.execute(KNOWN, {"prefix": PREFIX})}
            sizes = (await connection.execute(LARGE, {"least": self.threshold // 2})).all()
            kept = {index_name(row.vault_id) for row in sizes}
            for name, is_valid in known.items():
                if not is_valid or name not in kept:
                    await self._drop(connection, name)
            for row in sizes:
                if row.chunks > self.threshold and not known.get(index_name(row.vault_id)):
                    await self._build(connection, row.vault_id)

    async def _build(self, connection: AsyncConnection, vault_id: UUID) -> None:
        await connection.exec_driver_sql(
            f"create index concurrently {index_name(vault_id)} on chunk_embeddings"
            f" using hnsw (embedding halfvec_cosine_ops) with ({GRAPH}) where vault_id = '{vault_id}'"
        )
        log.info("vault_index.built", vault_id=str(vault_id))

    async def _drop(self, connection: AsyncConnection, name: str) -> None:
        await connection.exec_driver_sql(f"drop index concurrently if exists {name}")
        log.info("vault_index.dropped", index=name)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        engine = create_engine(
            self.settings, self.settings.service, server_settings=SESSION, isolation_level="AUTOCOMMIT"
        )
        try:
            async with engine.connect() as connection:
                yield connection
        finally:
            await engine.dispose()


def index_name(vault_id: UUID) -> str:
    return f"{PREFIX}{vault_id.hex}"
