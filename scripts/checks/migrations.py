"""Migrations make the tables that the models describe, in one history with one head, and can be undone."""

import os
import secrets
import subprocess
import sys

from scripts.stack.throwaway import throwaway_postgres

STEPS = (("upgrade", "head"), ("check",), ("downgrade", "base"), ("upgrade", "head"))


def findings() -> list[str]:
    """Runs the history on a throw-away PostgreSQL: up, compared with the models, down and up again."""
    with throwaway_postgres("check") as database:
        return _run_history(os.environ | database.secrets | _settings(database.url))


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
