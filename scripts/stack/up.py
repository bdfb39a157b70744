"""`up` and `run`: what happens around the start, in the foreground or in the background."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

from scripts.stack import guardian
from scripts.stack.console import OWN, Console, say
from scripts.stack.errors import StackError
from scripts.stack.folder import DataFolder, display
from scripts.stack.installation import Installation
from scripts.stack.startup import read_procfile, run_stack
from scripts.stack.state import State
from scripts.stack.supervisor import Supervisor
from shared.settings import SERVICES


def up(installation: Installation, procfile: Path, *, detach: bool) -> int:
    folder = installation.folder
    commands = read_procfile(procfile, installation)
    folder.prepare()
    lock = _take(folder)
    if lock is None and detach:
        return _wait_for_other(folder)
    if lock is None:
        message = f"A stack already runs on {folder}: stop it with `make down`, or name another with IMMIBLOX_DATA_DIR."
        raise StackError(message)
    if (state := State.load(folder)) is not None:
        guardian.stop(state.living())
    installation.check_ports(commands)
    ready = _detach() if detach else None
    console = Console(folder.log, commands)

    def announce() -> None:
        _print_table(installation, commands, detached=detach)
        if ready is None:
            console.is_live = True
        else:
            _leave_terminal(folder.log / f"{OWN}.log")
            os.write(ready, b"1")

    async def supervise() -> None:
        await run_stack(Supervisor(installation, commands, console, lock), announce)

    asyncio.run(supervise())
    return 0


def run(installation: Installation, command: list[str]) -> int:
    """Become a command that works on the running stack."""
    if not command:
        message = "Name the command to run, as in `python -m scripts.stack run python -m alembic current`."
        raise StackError(message)
    if not installation.folder.is_locked():
        message = f"No stack runs on {installation.folder}: start one with `make up`."
        raise StackError(message)
    environment = installation.environment()
    os.environ["PATH"] = environment["PATH"]
    try:
        os.execvpe(command[0], command, environment)  # noqa: S606 - the user's own command
    except OSError as error:
        message = f"{command[0]} can't be run ({error.strerror})."
        raise StackError(message) from error


def _take(folder: DataFolder) -> int | None:
    """The lock of the folder; None where a stack runs. Waits for the end of one whose supervisor was killed."""
    while (lock := folder.lock()) is None:
        state = State.load(folder)
        if state is None or state.supervisor.is_alive():
            return None
        time.sleep(0.05)
    return lock


def _wait_for_other(folder: DataFolder) -> int:
    while folder.is_locked():
        if (state := State.load(folder)) is not None and state.is_ready:
            say(f"A stack already runs on {folder}.")
            return 0
        time.sleep(0.1)
    message = f"The stack that was starting on {folder} has stopped: see {display(folder.log)}."
    raise StackError(message)


def _detach() -> int:
    """Go on in a child of its own session; the parent leaves with success when a byte is written to the result."""
    waiting, ready = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(waiting)
        os.setsid()
        return ready
    os.close(ready)
    try:
        is_ready = bool(os.read(waiting, 1))
    except KeyboardInterrupt:
        os.kill(child, signal.SIGTERM)
        is_ready = False
    sys.exit(0 if is_ready else os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _leave_terminal(log: Path) -> None:
    sys.stdout.flush()
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (descriptor, 1), (descriptor, 2)):
        os.dup2(source, target)


def _print_table(installation: Installation, names: dict[str, str], *, detached: bool) -> None:
    say("\nimmiblox runs:\n")
    for service in SERVICES:
        if service in names:
            say(f"  {service:<14}{installation.url(service)}   {installation.url(service)}/docs")
    say(f"  {'mails':<14}{display(installation.folder.mail)}")
    say(f"  {'logs':<14}{display(installation.folder.log)}")
    say("\nStop it with `make down`.\n" if detached else "\nStop it with Ctrl-C.\n")
