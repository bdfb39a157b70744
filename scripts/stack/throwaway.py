"""A PostgreSQL for as long as a check or a measurement runs."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.stack.folder import DataFolder
from scripts.stack.keys import load_secrets
from scripts.stack.postgres import PostgresServer


@dataclass(frozen=True)
class Throwaway:
    """A server that runs on `folder`, and the secrets made for it, as environment variables."""

    folder: Path
    url: str
    secrets: Mapping[str, str]


@contextmanager
def throwaway_postgres(purpose: str) -> Iterator[Throwaway]:
    """Everything is gone afterwards; `purpose` names the temporary folder."""
    with tempfile.TemporaryDirectory(prefix=f"immiblox-{purpose}-") as name:
        folder = DataFolder(Path(name))
        folder.prepare()
        known = load_secrets(folder)
        postgres = PostgresServer(
            folder.postgres, folder.sockets, known["POSTGRES_PASSWORD"], folder.log / "postgres.log", durable=False
        )
        postgres.start()
        try:
            yield Throwaway(Path(name), postgres.url, known)
        finally:
            postgres.stop()
