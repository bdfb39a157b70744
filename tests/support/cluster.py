"""One throw-away Postgres and Redis for a whole run; each test process has its own copy of the migrated database."""

import asyncio
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import asyncpg
from alembic import command
from alembic.config import Config

from scripts.stack.folder import DataFolder
from scripts.stack.keys import load_secrets, signing_key_file
from scripts.stack.postgres import PORT, PostgresServer
from scripts.stack.redis import RedisServer

ROOT = Path(__file__).parents[2]
TEMPLATE = "immiblox"


@dataclass
class Cluster:
    """The servers; starting them gives this process and its children the settings of a stack."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="immiblox-test-")))

    def start(self) -> None:
        data = DataFolder(self.folder)
        data.prepare()
        known = load_secrets(data)
        self.postgres = PostgresServer(
            data.postgres, data.sockets, known["POSTGRES_PASSWORD"], data.log / "postgres.log", durable=False
        )
        self.redis = RedisServer(data.redis, data.sockets, data.log / "redis.log", durable=False)
        self.postgres.start()
        self.redis.start()
        os.environ.update(
            known,
            IMMIBLOX_DATA_DIR=str(self.folder),
            IMMIBLOX_DATABASE_URL=self.postgres.url,
            IMMIBLOX_REDIS_URL=self.redis.url,
            IMMIBLOX_BROKER_URL=self.redis.broker_url,
            IMMIBLOX_STORAGE_URL=f"file://{quote(str(data.files))}",
            IMMIBLOX_SMTP_URL="smtp://127.0.0.1:1",
            IMMIBLOX_ACCOUNT_SIGNING_KEY_FILE=signing_key_file(data),
        )
        command.upgrade(Config(toml_file=ROOT / "pyproject.toml"), "head")

    def stop(self) -> None:
        self.redis.stop()
        self.postgres.stop()
        shutil.rmtree(self.folder)


def use_own_database(name: str) -> None:
    """Point this process's settings at a fresh copy of the migrated database, and at Redis and files of its own."""
    url = os.environ["IMMIBLOX_DATABASE_URL"]
    asyncio.run(_copy_database(url, name))
    os.environ["IMMIBLOX_DATABASE_URL"] = url.replace(f"@/{TEMPLATE}?", f"@/{name}?")
    number = 2 + 2 * int("".join(filter(str.isdigit, name)) or 0)
    os.environ["IMMIBLOX_REDIS_URL"] = os.environ["IMMIBLOX_REDIS_URL"].replace("db=0", f"db={number}")
    os.environ["IMMIBLOX_STORAGE_URL"] += f"/{name}"
    broker = os.environ["IMMIBLOX_BROKER_URL"]
    os.environ["IMMIBLOX_BROKER_URL"] = broker.replace("virtual_host=1", f"virtual_host={number + 1}")


async def _copy_database(url: str, name: str) -> None:
    password, _, rest = url.partition("immiblox:")[2].partition("@")
    sockets = rest.partition("host=")[2].partition("&")[0].replace("%2F", "/")
    connection = await asyncpg.connect(
        host=sockets, port=PORT, user="immiblox", password=password, database="postgres", ssl=False
    )
    await connection.execute(f"create database {name} template {TEMPLATE}")
    await connection.close()
