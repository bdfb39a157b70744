"""A migrated database of its own for a measurement, and a quick way into it."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg
from pgvector.asyncpg import register_vector
from sqlalchemy.engine import make_url

from scripts.stack.throwaway import throwaway_postgres
from services.document.settings import DocumentSettings

UNUSED = {f"IMMIBLOX_{name}_URL": "redis://unused" for name in ("REDIS", "BROKER", "SMTP")} | {
    "IMMIBLOX_STORAGE_URL": "file:///unused"
}


@contextmanager
def own_database() -> Iterator[DocumentSettings]:
    """A server of its own as long as the block runs, and what the document service must know to use it."""
    with throwaway_postgres("measure") as database:
        environment = {**database.secrets, **UNUSED, "IMMIBLOX_DATABASE_URL": database.url}
        command = [sys.executable, "-m", "alembic", "upgrade", "head"]
        subprocess.run(command, env=os.environ | environment, check=True, capture_output=True)
        yield _settings(environment, database.folder)


def _settings(environment: dict[str, str], data_dir: Path) -> DocumentSettings:
    prefix = "IMMIBLOX_"
    flat = {name.removeprefix(prefix).lower(): value for name, value in environment.items() if "__" not in name}
    passwords = {"document": environment["IMMIBLOX_DATABASE_PASSWORDS__DOCUMENT"]}
    return DocumentSettings.model_validate(flat | {"data_dir": data_dir, "database_passwords": passwords})


@asynccontextmanager
async def connected(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the driver's own, that knows vectors."""
    url = make_url(database_url)
    connection = await asyncpg.connect(
        host=str(url.query["host"]),
        port=int(str(url.query["port"])),
        user=url.username,
        password=url.password,
        database=url.database,
        ssl=False,
        server_settings={"search_path": "document, public", "jit": "off"},
    )
    try:
        await register_vector(connection)
        yield connection
    finally:
        await connection.close()
