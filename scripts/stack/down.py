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
    was_running = folder.is_locked()
    deadline = time.monotonic() + STOP_SECONDS
    asked = set()
    while folder.is_locked():
        state = State.load(folder)
        number = signal.SIGTERM if time.monotonic() < deadline else signal.SIGKILL
        # Without its supervisor, the guardian is already at it.
        if state is not None and state.supervisor.is_alive() and (state.supervisor, number) not in asked:
            asked.add((state.supervisor, number))
            os.kill(state.supervisor.pid, number)
        time.sleep(0.05)
    state = State.load(folder)
    left = state.living() if state is not None else {}
    guardian.stop(left)
    say(f"The stack on {folder} has stopped." if was_running or left else f"No stack runs on {folder}.")
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
