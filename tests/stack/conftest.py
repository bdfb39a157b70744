"""The real processes, as `make up` starts them: services, relay, scheduler and workers on a Postgres and Redis."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil
import pytest

from scripts.stack.folder import DataFolder
from scripts.stack.keys import load_secrets
from scripts.stack.postgres import PORT
from scripts.stack.state import State
from shared.settings import SERVICES
from tests.support.platform import PASSWORD
from tests.support.ports import free_port_base

PATIENCE = 120.0


class Stack:
    """A running stack, and a person who is signed in to it."""

    def __init__(self, folder: Path, port_base: int) -> None:
        self.folder = folder
        self.port_base = port_base
        self.client = httpx.Client(timeout=30)
        answer = self.request(
            "POST", "account", "/auth/signup", json={"email": "stack@utopia.example", "password": PASSWORD}
        )
        self.client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        self.runner = asyncio.Runner()
        self.database = self.runner.run(self._connect())

    def request(self, method: str, service: str, path: str, **options: Any) -> httpx.Response:
        port = self.port_base + 1 + SERVICES.index(service)
        return self.client.request(method, f"http://127.0.0.1:{port}/api/v1{path}", **options)

    def new_vault(self) -> str:
        identifier: str = self.request("POST", "vault", "/vaults", json={}).json()["id"]
        return identifier

    def upload(self, vault_id: str, name: str, content: bytes) -> str:
        files = {"file": (name, content)}
        response = self.request("POST", "document", f"/vaults/{vault_id}/documents/upload", files=files)
        assert response.status_code == 201, response.text
        identifier: str = response.json()["document"]["id"]
        return identifier

    def document(self, document_id: str) -> dict[str, Any]:
        document: dict[str, Any] = self.request("GET", "document", f"/documents/{document_id}").json()["document"]
        return document

    def finished(self, document_id: str) -> dict[str, Any]:
        """The document when it is processed or failed."""
        deadline = time.monotonic() + PATIENCE
        while (document := self.document(document_id))["status"] == "processing":
            assert time.monotonic() < deadline, f"still processing after {PATIENCE:.0f} s"
            time.sleep(0.05)
        return document

    def row(self, query: str, *arguments: object) -> dict[str, Any]:
        """What a query that gives one row says, past all services."""
        return dict(self.runner.run(self.database.fetchrow(query, *arguments)))

    async def _connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        data = DataFolder(self.folder)
        password = load_secrets(data)["POSTGRES_PASSWORD"]
        return await asyncpg.connect(
            host=str(data.sockets), port=PORT, user="immiblox", password=password, database="immiblox", ssl=False
        )

    def close(self) -> None:
        self.client.close()
        self.runner.run(self.database.close())
        self.runner.close()

    def process(self, name: str) -> psutil.Process:
        """A process of the Procfile."""
        state = State.load(DataFolder(self.folder))
        assert state is not None
        return psutil.Process(state.processes[name].pid)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with tempfile.TemporaryDirectory(prefix="immiblox stack ") as name:
        port_base = free_port_base()
        # What this test process was told about its own servers is not for the stack.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("IMMIBLOX_")}
        environment |= {
            "IMMIBLOX_DATA_DIR": name,
            "IMMIBLOX_PORT_BASE": str(port_base),
            "IMMIBLOX_RATE_LIMIT_SCALE": "0",
            "IMMIBLOX_MESSAGE_LOST_AFTER": "PT15S",
        }
        command = [sys.executable, "-m", "scripts.stack"]
        started = subprocess.run(
            [*command, "up", "--detach"], env=environment, capture_output=True, text=True, check=False
        )
        assert started.returncode == 0, started.stdout + started.stderr
        try:
            running = Stack(Path(name), port_base)
            yield running
            running.close()
        finally:
            stopped = subprocess.run([*command, "down"], env=environment, capture_output=True, text=True, check=False)
            assert stopped.returncode == 0, stopped.stderr
