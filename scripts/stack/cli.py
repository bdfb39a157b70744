"""The command line of the stack."""

import argparse
import asyncio
import os
import signal
import sys
import time
from pathlib import Path

from scripts.stack import guardian
from scripts.stack.console import OWN, Console
from scripts.stack.errors import StackError
from scripts.stack.folder import DataFolder, display
from scripts.stack.installation import PROJECT, Installation
from scripts.stack.state import State
from scripts.stack.supervisor import Supervisor
from scripts.stack.up import read_procfile, run_stack
from shared.settings import SERVICES

STOP_SECONDS = 60.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.stack", description="The embedded stack.")
    commands = parser.add_subparsers(dest="command", required=True)
    starting = commands.add_parser("up", help="start everything and show what it says, until Ctrl-C")
    starting.add_argument("--detach", action="store_true", help="return when everything is ready")
    starting.add_argument("--procfile", type=Path, default=PROJECT / "Procfile", help="another list of processes")
    commands.add_parser("down", help="stop what runs")
    commands.add_parser("status", help="show what runs")
    commands.add_parser("run", help="run a command in the environment of the stack").add_argument(
        "arguments", nargs=argparse.REMAINDER, metavar="COMMAND"
    )
    arguments = parser.parse_args()
    os.umask(0o077)
    try:
        return _run(arguments, Installation.of(os.environ))
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _run(arguments: argparse.Namespace, installation: Installation) -> int:
    match arguments.command:
        case "up":
            return up(installation, arguments.procfile, detach=arguments.detach)
        case "down":
            return down(installation.folder)
        case "status":
            return status(installation.folder)
        case _:
            return run(installation, arguments.arguments)


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
        await run_stack(Supervisor(installation, commands, console, lock), _say, announce)

    asyncio.run(supervise())
    return 0


def down(folder: DataFolder) -> int:
    """Stop the stack on a folder and wait for its end, also where only parts of it are left."""
    state = State.load(folder)
    was_locked = folder.is_locked()
    for number in (signal.SIGTERM, signal.SIGKILL):
        if not folder.is_locked():
            break
        # Without its supervisor, the guardian is already at it.
        if state is not None and state.supervisor.is_alive():
            os.kill(state.supervisor.pid, number)
        deadline = time.monotonic() + STOP_SECONDS
        while folder.is_locked() and time.monotonic() < deadline:
            time.sleep(0.05)
    left = state.living() if state is not None else {}
    guardian.stop(left)
    _say(f"The stack on {folder} has stopped." if was_locked or left else f"No stack runs on {folder}.")
    return 0


def status(folder: DataFolder) -> int:
    """Print what runs; the exit code is 0 where a stack does."""
    state = State.load(folder)
    if state is None or not folder.is_locked():
        _say(f"No stack runs on {folder}.")
        return 1
    _say(f"The stack on {folder} {'runs' if state.is_ready else 'is starting or stopping'}, ports {state.port_base}+.")
    for name, process in state.processes.items():
        since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(process.started))
        _say(f"  {name:<18}pid {process.pid:<9}since {since}   restarts {process.restarts}")
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
            _say(f"A stack already runs on {folder}.")
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
    _say("\nimmiblox runs:\n")
    for service in SERVICES:
        if service in names:
            _say(f"  {service:<14}{installation.url(service)}   {installation.url(service)}/docs")
    _say(f"  {'mails':<14}{display(installation.folder.mail)}")
    _say(f"  {'logs':<14}{display(installation.folder.log)}")
    _say("\nStop it with `make down`.\n" if detached else "\nStop it with Ctrl-C.\n")


def _say(line: str) -> None:
    print(line, flush=True)
