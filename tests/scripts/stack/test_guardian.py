"""The guardian by itself, around processes that write down how they were stopped."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.stack.guardian import Guardian
from tests.scripts.stack.conftest import eventually, is_running

RECORDER = """
import pathlib, signal, sys, time
journal, name = pathlib.Path(sys.argv[1]), sys.argv[2]
def stop(number, frame):
    time.sleep(0.1)
    with journal.open("a") as file:
        file.write(f"{name} {signal.Signals(number).name}\\n")
    sys.exit()
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, stop)
with journal.open("a") as file:
    file.write("started\\n")
time.sleep(600)
"""


@pytest.fixture
def guardian() -> Iterator[Guardian]:
    guardian = Guardian(grace=1)
    yield guardian
    guardian.stop()


@pytest.fixture
def guard(guardian: Guardian) -> Iterator[Callable[[str, str], subprocess.Popen[bytes]]]:
    started = []

    def start(name: str, command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(guardian.guarded(name, command), stdin=guardian.pipe, start_new_session=True)
        started.append(process)
        return process

    yield start
    guardian.stop()
    for process in started:
        process.wait()


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal"


def recorder(journal: Path, name: str) -> str:
    return shlex.join([sys.executable, "-c", RECORDER, str(journal), name])


def test_services_end_before_their_databases_which_get_their_own_signal(
    guardian: Guardian, guard: Callable[[str, str], subprocess.Popen[bytes]], journal: Path
) -> None:
    for name in ("postgres", "redis", "account"):
        guard(name, recorder(journal, name))
    assert eventually(lambda: journal.exists() and journal.read_text() == "started\n" * 3)
    guardian.stop()
    first, *last = journal.read_text().splitlines()[3:]
    assert (first, sorted(last)) == ("account SIGTERM", ["postgres SIGINT", "redis SIGTERM"])


def test_who_does_not_listen_is_killed_with_its_children(
    guardian: Guardian, guard: Callable[[str, str], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    note = tmp_path / "child"
    script = 'trap "" TERM; sleep 600 & echo $! > "$1"; wait; sleep 600'
    deaf = guard("account", shlex.join(["sh", "-c", script, "sh", str(note)]))
    assert eventually(lambda: note.exists() and note.read_text() != "")
    guardian.stop()
    assert deaf.wait() == -signal.SIGKILL
    assert eventually(lambda: not is_running(int(note.read_text())))


def test_one_that_was_released_is_left_alone(guardian: Guardian) -> None:
    other = subprocess.Popen(["/bin/sleep", "600"], start_new_session=True)
    guardian.adopt(other.pid, "account")
    guardian.release(other.pid)
    guardian.stop()
    assert other.poll() is None
    other.kill()
    other.wait()


def test_an_adopted_one_is_stopped(guardian: Guardian) -> None:
    other = subprocess.Popen(["/bin/sleep", "600"], start_new_session=True)
    guardian.adopt(other.pid, "account")
    guardian.stop()
    assert other.wait() == -signal.SIGTERM


def test_a_guardian_is_out_of_reach_of_the_terminal(guardian: Guardian) -> None:
    assert os.getsid(guardian.process.pid) == guardian.process.pid
