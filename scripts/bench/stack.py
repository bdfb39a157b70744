"""A stack of its own for the benchmarks, in a temporary folder and on ports nobody uses."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from shared.settings import SERVICES

PORT_BASE = 18_600
RECEIVER_PORT = PORT_BASE + 90
"""Where webhooks may lead to."""
EMAIL = "bench@utopia.example"
PASSWORD = "Bench-horse-7"  # noqa: S105 - of an account that lives as long as the run


@dataclass(frozen=True)
class Credential:
    """Headers that open something, until it is revoked."""

    headers: dict[str, str]
    revoke: Callable[[], object]


@dataclass(frozen=True)
class Stack:
    """A running stack and somebody who is signed in; `start_seconds` is how long it took to all ready."""

    folder: Path
    start_seconds: float
    client: httpx.Client
    person: dict[str, str]

    def port(self, service: str) -> int:
        return PORT_BASE + 1 + SERVICES.index(service)

    def url(self, service: str, path: str) -> str:
        return f"http://127.0.0.1:{self.port(service)}/api/v1{path}"

    def call(self, method: str, service: str, path: str, **options: Any) -> httpx.Response:
        return self.client.request(method, self.url(service, path), **options).raise_for_status()

    def new_vault(self) -> str:
        identifier: str = self.call("POST", "vault", "/vaults", json={}).json()["id"]
        return identifier

    def new_organization(self) -> str:
        identifier: str = self.call("POST", "organization", "/organizations", json={"name": "Bench"}).json()["id"]
        return identifier

    def upload(self, vault_id: str, name: str, content: bytes) -> str:
        """The id of the document, once it is processed."""
        path, files = f"/vaults/{vault_id}/documents/upload", {"file": (name, content)}
        document = self.call("POST", "document", path, files=files).json()["document"]
        while document["status"] == "processing":
            time.sleep(0.02)
            document = self.call("GET", "document", f"/documents/{document['id']}").json()["document"]
        if document["status"] != "processed":
            raise SystemExit(f"{name} failed: {document['error']}")
        return str(document["id"])

    def new_session(self) -> "Credential":
        """Another sign-in of the same person."""
        credentials = {"email": EMAIL, "password": PASSWORD}
        token = self.call("POST", "account", "/auth/signin", json=credentials).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        return Credential(headers, lambda: self.call("POST", "account", "/auth/signout", headers=headers))

    def new_machine(self) -> "Credential":
        """Keys of the person's own organization."""
        organization = self.call("GET", "organization", "/organizations").json()["organizations"][0]["id"]
        keys = f"/organizations/{organization}/machine-auth"
        app_key = self.call("POST", "organization", f"{keys}/app-keys", json={"name": "app"}).json()["app_key"]
        made = self.call("POST", "organization", f"{keys}/api-keys", json={"name": "api"}).json()
        headers = {"X-API-Key": made["api_key"], "X-App-Key": app_key}
        return Credential(headers, lambda: self.call("POST", "organization", f"{keys}/api-keys/{made['id']}/revoke"))

    def new_share(self, vault_id: str) -> "Credential":
        """An open link to a vault."""
        made = self.call("POST", "vault", f"/vaults/{vault_id}/shares", json={}).json()
        path = f"/vaults/{vault_id}/shares/{made['share']['id']}"
        return Credential({"X-Share-Token": made["share_token"]}, lambda: self.call("DELETE", "vault", path))

    def processes(self) -> list[psutil.Process]:
        """Everything that belongs to the stack, told by its environment or by its parent."""
        marked = [process for process in psutil.process_iter() if _environment(process) == str(self.folder)]
        children = [child for process in marked for child in process.children(recursive=True)]
        return list({process.pid: process for process in [*marked, *children]}.values())

    def process_on(self, port: int) -> psutil.Process:
        return next(
            process
            for process in self.processes()
            for connection in process.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
        )


@contextmanager
def running_stack(settings: Mapping[str, str] | None = None) -> Iterator[Stack]:
    """With `settings` beside those that keep it apart from any other stack."""
    with tempfile.TemporaryDirectory(prefix="immiblox-bench-") as name:
        environment = os.environ | {
            "IMMIBLOX_DATA_DIR": name,
            "IMMIBLOX_PORT_BASE": str(PORT_BASE),
            "IMMIBLOX_RATE_LIMIT_SCALE": "0",
            "IMMIBLOX_WEBHOOK_PRIVATE_TARGETS": f"127.0.0.1:{RECEIVER_PORT}",
            **(settings or {}),
        }
        started = time.perf_counter()
        _command("up", "--detach", environment=environment)
        seconds = time.perf_counter() - started
        try:
            yield _signed_in(Path(name), seconds)
        finally:
            _command("down", environment=environment)


def _signed_in(folder: Path, seconds: float) -> Stack:
    client = httpx.Client(timeout=30)
    url = f"http://127.0.0.1:{PORT_BASE + 1}/api/v1/auth/signup"
    answer = client.post(url, json={"email": EMAIL, "password": PASSWORD}).raise_for_status().json()
    person = {"Authorization": f"Bearer {answer['access_token']}"}
    client.headers.update(person)
    return Stack(folder, seconds, client, person)


def _command(*arguments: str, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "scripts.stack", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)


def _environment(process: psutil.Process) -> str | None:
    try:
        return process.environ().get("IMMIBLOX_DATA_DIR")
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        return None
