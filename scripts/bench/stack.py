"""A stack of its own for the benchmarks, in a temporary folder and on ports nobody uses."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from shared.settings import SERVICES

PORT_BASE = 18_600
PASSWORD = "Bench-horse-7"  # noqa: S105 - of an account that lives as long as the run


@dataclass(frozen=True)
class Stack:
    """A running stack and somebody who is signed in; `start_seconds` is how long it took to all ready."""

    folder: Path
    start_seconds: float
    client: httpx.Client
    token: str

    def port(self, service: str) -> int:
        return PORT_BASE + 1 + SERVICES.index(service)

    def call(self, method: str, service: str, path: str, **options: Any) -> httpx.Response:
        url = f"http://127.0.0.1:{self.port(service)}/api/v1{path}"
        return self.client.request(method, url, **options).raise_for_status()

    def new_vault(self) -> str:
        identifier: str = self.call("POST", "vault", "/vaults", json={}).json()["id"]
        return identifier

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
def running_stack() -> Iterator[Stack]:
    with tempfile.TemporaryDirectory(prefix="immiblox-bench-") as name:
        environment = os.environ | {
            "IMMIBLOX_DATA_DIR": name,
            "IMMIBLOX_PORT_BASE": str(PORT_BASE),
            "IMMIBLOX_RATE_LIMIT_SCALE": "0",
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
    answer = client.post(url, json={"email": "bench@utopia.example", "password": PASSWORD}).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {answer['access_token']}"
    return Stack(folder, seconds, client, answer["access_token"])


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
