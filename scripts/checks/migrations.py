"""Migrations make the tables that the models describe, in one history with one head, and can be undone."""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.stack.folder import DataFolder
from scripts.stack.keys import load_secrets
from scripts.stack.postgres import PostgresServer

STEPS = (("upgrade", "head"), ("check",), ("downgrade", "base"), ("upgrade", "head"))


def findings() -> list[str]:
    """Runs the history on a throw-away PostgreSQL: up, compared with the models, down and up again."""
    with tempfile.TemporaryDirectory(prefix="immiblox-check-") as name:
        folder = DataFolder(Path(name))
        folder.prepare()
        known = load_secrets(folder)
        postgres = PostgresServer(
            folder.postgres, folder.sockets, known["POSTGRES_PASSWORD"], folder.log / "postgres.log", durable=False
        )
        postgres.start()
        try:
            return _run_history(os.environ | known | _settings(postgres.url))
        finally:
            postgres.stop()


def _run_history(environment: dict[str, str]) -> list[str]:
    heads = _alembic(environment, "heads").stdout.splitlines()
    if len(heads) != 1:
        return [f"the history has {len(heads)} heads"]
    for step in STEPS:
        done = _alembic(environment, *step)
        if done.returncode:
            return [f"alembic {' '.join(step)}: {done.stdout.strip()} {done.stderr.strip()[-1000:]}"]
    return []


def _alembic(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "alembic", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _settings(database_url: str) -> dict[str, str]:
    unused = {f"IMMIBLOX_{name}_URL": "unused://" for name in ("REDIS", "BROKER", "STORAGE", "SMTP")}
    return unused | {"IMMIBLOX_DATABASE_URL": database_url, "IMMIBLOX_SECRET_KEY": secrets.token_hex(32)}
