"""Bringing the processes up: databases, migrations, then everything else, until told to stop."""

import asyncio
import signal
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from honcho.environ import parse_procfile  # type: ignore[import-untyped]  # honcho carries no types

from scripts.stack.console import say
from scripts.stack.errors import StackError
from scripts.stack.folder import display
from scripts.stack.installation import OFFSETS, Installation
from scripts.stack.postgres import PostgresServer
from scripts.stack.process import Process
from scripts.stack.redis import RedisServer
from scripts.stack.server import Server
from scripts.stack.supervisor import Supervisor
from shared.settings import SERVICES

FOUNDATION = ("postgres", "redis", "smtp")
RELEASE = "release"
"""Runs once, before what needs its effect: the name that Procfiles have for it since Heroku's release phase."""
READY_SECONDS = 180.0
STEADY_SECONDS = 3.0
"""A process without a port counts as up when it has not ended for so long."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def read_procfile(path: Path, installation: Installation) -> dict[str, str]:
    """Commands by name, without the servers that the user's settings replace."""
    try:
        commands: dict[str, str] = parse_procfile(path.read_text()).processes
    except (OSError, UnicodeDecodeError) as error:
        message = f"The Procfile {display(path)} can't be read: name another with --procfile."
        raise StackError(message) from error
    return {name: command for name, command in commands.items() if installation.embeds(name)}


async def run_stack(supervisor: Supervisor, announce: Callable[[], None]) -> None:
    """Run until a signal says stop; StackError where the stack can't go on."""
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, supervisor.end)
    coming = asyncio.create_task(_bring_up(supervisor, announce))
    coming.add_done_callback(supervisor.take_failure)
    try:
        await supervisor.over
    finally:
        say("Stopping …")
        coming.cancel()
        await supervisor.stop()


async def _bring_up(supervisor: Supervisor, announce: Callable[[], None]) -> None:
    processes = supervisor.processes
    foundation = [name for name in FOUNDATION if name in processes]
    rest = [name for name in processes if name not in (*FOUNDATION, RELEASE)]
    say(f"Starting {', '.join(foundation) or 'no server of its own'} …")
    servers = _servers(supervisor)
    for server in servers:
        await asyncio.to_thread(server.prepare)
        server.note_log()
    supervisor.start(foundation)
    for server in servers:
        await server.answer(partial(_has_not_ended, processes[server.name]))
    if RELEASE in processes:
        say(f"Running {processes[RELEASE].command} …")
        await supervisor.run_once(RELEASE)
    say(f"Starting {', '.join(rest)} …")
    supervisor.start(rest)
    await _all_up(supervisor, {*foundation, *rest} - {server.name for server in servers})
    supervisor.set_ready()
    announce()


def _servers(supervisor: Supervisor) -> list[Server]:
    folder = supervisor.installation.folder
    servers = (PostgresServer.of(folder, supervisor.around.environment), RedisServer.of(folder))
    return [server for server in servers if server.name in supervisor.processes]


def _has_not_ended(process: Process) -> bool:
    return process.exit_code is None


async def _all_up(supervisor: Supervisor, waiting: set[str]) -> None:
    deadline = asyncio.get_running_loop().time() + READY_SECONDS
    while waiting := {name for name in waiting if not await _is_up(supervisor, name)}:
        if asyncio.get_running_loop().time() > deadline:
            log = display(supervisor.processes[min(waiting)].log)
            message = f"{', '.join(sorted(waiting))} did not become ready in {READY_SECONDS:.0f} s: see {log}."
            raise StackError(message)
        await asyncio.sleep(0.1)


async def _is_up(supervisor: Supervisor, name: str) -> bool:
    process = supervisor.processes[name]
    if name not in OFFSETS:
        return process.has_run_for(STEADY_SECONDS)
    return process.has_run_for(0) and await asyncio.to_thread(_answers, supervisor.installation, name)


def _answers(installation: Installation, name: str) -> bool:
    # Not httpx: it is slow to import, and would ask the user's proxy.
    connection = HTTPConnection(installation.host, installation.port(name), timeout=5)
    try:
        connection.connect()
        if name in SERVICES:
            connection.request("GET", "/ready")
            return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()
