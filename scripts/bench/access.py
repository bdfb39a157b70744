"""What it costs to know who asks, and how soon a revocation is known everywhere."""

import json
import os
import statistics
import subprocess
import sys
import time
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from typing import TypeVar

import httpx
import psutil

from scripts.bench.stack import EMAIL, PASSWORD, Credential, Stack
from scripts.bench.timing import load, on_one_core, seconds
from shared.auth.passwords import PasswordHasher
from shared.settings import Settings

SettingsT = TypeVar("SettingsT", bound=Settings)

ROUNDS = 5
SIGN_INS = 40
REVOCATIONS = 60
BARE_PORT_OFFSET = 90


def vault_read_ratio(stack: Stack) -> float:
    """Requests a second of `GET /vaults/{id}` over those of the bare service, both on the same core in turn."""
    path = f"/vaults/{stack.new_vault()}"
    port = stack.port("audit") + BARE_PORT_OFFSET
    bare = _start_bare(stack, port)
    service = stack.process_on(stack.port("vault"))
    try:
        with on_one_core(service, bare):
            return statistics.median(
                load(stack.port("vault"), f"/api/v1{path}", stack.person) / load(port, path, {}) for _ in range(ROUNDS)
            )
    finally:
        bare.kill()


def sign_in_ratio(stack: Stack) -> float:
    """A sign-in over the Argon2id verification in it, in turn."""
    context = PasswordHasher().context
    password_hash = context.hash(PASSWORD)
    connection = HTTPConnection("127.0.0.1", stack.port("account"))
    ratios = []
    for _ in range(SIGN_INS):
        alone = seconds(lambda: context.verify(PASSWORD, password_hash))
        ratios.append(seconds(lambda: _sign_in(connection)) / alone)
    return statistics.median(ratios)


def _sign_in(connection: HTTPConnection) -> None:
    body = json.dumps({"email": EMAIL, "password": PASSWORD})
    connection.request("POST", "/api/v1/auth/signin", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    if response.status != HTTPStatus.OK:
        raise SystemExit(f"A sign-in answers {response.status}")


def machine_ratio(stack: Stack) -> float:
    """Time of a warm request with an API key over the same one with an access token."""
    path, port = f"/api/v1/vaults/{stack.new_vault()}", stack.port("vault")
    machine = stack.new_machine().headers
    with on_one_core(stack.process_on(port)):
        return statistics.median(load(port, path, stack.person) / load(port, path, machine) for _ in range(ROUNDS))


def revocation_seconds(stack: Stack) -> float:
    """From the answer to a revocation until the last service refuses, 99th percentile of all of them.

    Sessions, API keys and shares in turn; each is used in every service first, so that it is in every cache.
    """
    vault_id = stack.new_vault()
    paths = {
        "vault": f"/vaults/{vault_id}",
        "document": f"/vaults/{vault_id}/documents",
        "assistant": f"/vaults/{vault_id}/ask",
    }
    times = []
    for number in range(REVOCATIONS):
        credential = (stack.new_session, stack.new_machine, partial(stack.new_share, vault_id))[number % 3]()
        for service, path in paths.items():
            if not _is_admitted(stack, service, path, credential):
                raise SystemExit(f"{service} refuses a fresh credential")
        credential.revoke()
        started = time.perf_counter()
        while any(_is_admitted(stack, service, path, credential) for service, path in paths.items()):
            time.sleep(0.005)
        times.append(time.perf_counter() - started)
    return statistics.quantiles(times, n=100)[98]


def _is_admitted(stack: Stack, service: str, path: str, credential: Credential) -> bool:
    method, body = ("POST", {"question": "Whose is it?"}) if path.endswith("/ask") else ("GET", None)
    return httpx.request(method, stack.url(service, path), headers=credential.headers, json=body).is_success


def _start_bare(stack: Stack, port: int) -> psutil.Process:
    url = database_url(stack, "vault")
    command = [sys.executable, "-m", "uvicorn", "--factory", "scripts.bench.bare:create", f"--port={port}"]
    process = subprocess.Popen(
        [*command, "--no-access-log", "--log-level=warning"], env=os.environ | {"BARE_DATABASE_URL": url}
    )
    while not any(
        connection.status == psutil.CONN_LISTEN for connection in psutil.Process(process.pid).net_connections("tcp")
    ):
        time.sleep(0.1)
    return psutil.Process(process.pid)


def database_url(stack: Stack, service: str) -> str:
    """A service's own way to the database, from its environment."""
    settings = settings_of(stack, service, Settings)
    return settings.role_url(service).render_as_string(hide_password=False)


def settings_of(stack: Stack, service: str, kind: type[SettingsT]) -> SettingsT:
    """What a service of the stack was started with, as far as it says where things are."""
    known = dict(line.split("=", 1) for line in (stack.folder / "keys" / "secrets.env").read_text().splitlines())
    environment = stack.process_on(stack.port(service)).environ() | known
    return kind.model_validate(
        {
            "database_url": environment["IMMIBLOX_DATABASE_URL"],
            "database_passwords": {service: environment[f"IMMIBLOX_DATABASE_PASSWORDS__{service.upper()}"]},
            **{
                name: environment[f"IMMIBLOX_{name.upper()}"]
                for name in ("redis_url", "broker_url", "storage_url", "smtp_url", "secret_key")
            },
        }
    )
