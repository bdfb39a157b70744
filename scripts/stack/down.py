"""`down` and `status`."""

import os
import signal
import time

from scripts.stack import guardian
from scripts.stack.console import say
from scripts.stack.folder import DataFolder
from scripts.stack.state import State

STOP_SECONDS = 60.0


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
    say(f"The stack on {folder} has stopped." if was_locked or left else f"No stack runs on {folder}.")
    return 0


def status(folder: DataFolder) -> int:
    """Print what runs; the exit code is 0 where a stack does."""
    state = State.load(folder)
    if state is None or not folder.is_locked():
        say(f"No stack runs on {folder}.")
        return 1
    say(f"The stack on {folder} {'runs' if state.is_ready else 'is starting or stopping'}, ports {state.port_base}+.")
    for name, process in state.processes.items():
        since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(process.started))
        say(f"  {name:<18}pid {process.pid:<9}since {since}   restarts {process.restarts}")
    return 0
