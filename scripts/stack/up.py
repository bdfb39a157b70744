"""Bringing the stack up: databases, migrations, then everything else, until told to stop."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import httpx
from honcho.environ import parse_procfile  # type: ignore[import-untyped]  # honcho carries no types

from scripts.stack.console import Console
from scripts.stack.errors import StackError
from scripts.stack.folder import display
from scripts.stack.installation import Installation
from scripts.stack.postgres import PostgresServer
from scripts.stack.redis import RedisServer
from scripts.stack.server import Server
from scripts.stack.supervisor import Supervisor

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


async def run_stack(supervisor: Supervisor, say: Callable[[str], None], announce: Callable[[], None]) -> None:
    """Run until a signal says stop; StackError where the stack does not come up."""
    stopped = asyncio.get_running_loop().create_future()
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, lambda: stopped.done() or stopped.set_result(None))
    coming = asyncio.create_task(_bring_up(supervisor, say, announce))
    try:
        await asyncio.wait({coming, stopped, supervisor.failure}, return_when=asyncio.FIRST_COMPLETED)
        if coming.done():
            coming.result()
            await asyncio.wait({stopped, supervisor.failure}, return_when=asyncio.FIRST_COMPLETED)
        if supervisor.failure.done():
            supervisor.failure.result()
    finally:
        say("Stopping …")
        coming.cancel()
        await supervisor.stop()
