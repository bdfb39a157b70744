"""A stack of fake processes, or of the real servers, driven by its command line in a folder of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest

from scripts.stack.down import down
from scripts.stack.folder import PROJECT, DataFolder
from scripts.stack.guardian import Guardian
from scripts.stack.state import RunningProcess, State
from tests.support.ports import free_port_base

HERE = Path(__file__).parent.relative_to(PROJECT)
FAKE_SERVICE = f"python {HERE}/fake_service.py"
FAKE_RELEASE = f"python {HERE}/fake_release.py"
PATIENCE_SECONDS = 20.0


class Stack:
    """Its folder has a space in its path, on purpose."""

    def __init__(self, root: Path) -> None:
        self.folder = DataFolder(root / "data folder")
        self.procfile = root / "Procfile"
        self.port_base = free_port_base()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("IMMIBLOX_")}
        self.environ = inherited | {
            "IMMIBLOX_DATA_DIR": str(self.folder.root),
            "IMMIBLOX_PORT_BASE": str(self.port_base),
        }
        self.foreground: list[subprocess.Popen[str]] = []
        # What is started in the background must not outlive a test run that is killed.
        self.guardian = Guardian()

    def write_procfile(self, **commands: str) -> None:
        self.procfile.write_text("".join(f"{name}: {command}\n" for name, command in commands.items()))

    def call(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        options = ["--procfile", str(self.procfile)] if arguments[0] == "up" else []
        return subprocess.run(
            [sys.executable, "-m", "scripts.stack", *arguments, *options],
            cwd=PROJECT,
            env=self.environ | environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def up(self, **environ: str) -> None:
        """Start it in the background; it is ready afterwards."""
        result = self.call("up", "--detach", **environ)
        assert result.returncode == 0, result.stderr
        self.announcement = result.stdout
        self.guardian.adopt(self.state.supervisor.pid, "stack")

    def open(self) -> subprocess.Popen[str]:
        """Start it in the foreground, as the leader of a process group like a shell does; its output can be read."""
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.stack", "up", "--procfile", str(self.procfile)],
            cwd=PROJECT,
            env=self.environ,
            stdout=subprocess.PIPE,
            text=True,
            process_group=0,
        )
        self.foreground.append(process)
        return process

    @property
    def state(self) -> State:
        state = State.load(self.folder)
        assert state is not None
        return state

    def process(self, name: str) -> RunningProcess:
        """Waits for one that is just being started again."""
        assert eventually(lambda: name in self.state.living().values())
        return self.state.processes[name]

    def its_guardian(self) -> psutil.Process:
        children = psutil.Process(self.state.supervisor.pid).children()
        return next(child for child in children if "guardian.py" in " ".join(child.cmdline()))

    def log(self, name: str) -> str:
        return (self.folder.log / f"{name}.log").read_text()

    def kill_supervisor(self) -> None:
        os.kill(self.state.supervisor.pid, signal.SIGKILL)

    def remains(self) -> list[str]:
        """What still runs of it: every process that has its data folder in its environment, or knows its path."""
        return [" ".join(process.cmdline()) for process in psutil.process_iter() if self._owns(process)]

    def _owns(self, process: psutil.Process) -> bool:
        try:
            in_environment = process.environ().get("IMMIBLOX_DATA_DIR") == str(self.folder.root)
            return process.status() != psutil.STATUS_ZOMBIE and (
                in_environment or any(str(self.folder.root) in argument for argument in process.cmdline())
            )
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def close(self) -> None:
        for process in self.foreground:
            process.terminate()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
        down(self.folder)
        self.guardian.stop()


@pytest.fixture
def root() -> Iterator[Path]:
    """A folder with a path short enough for sockets, which pytest's own need not be."""
    with temporary_folder() as path:
        yield path


@pytest.fixture
def stack(root: Path) -> Iterator[Stack]:
    with closing(Stack(root)) as stack:
        yield stack


@pytest.fixture(scope="session")
def shared_services() -> Iterator[Stack]:
    """Two fake services, for tests that leave them as they found them."""
    with temporary_folder() as root, closing(Stack(root)) as stack:
        stack.write_procfile(account=f"{FAKE_SERVICE} 1", vault=f"{FAKE_SERVICE} 2")
        stack.up()
        yield stack


@contextmanager
def temporary_folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="immiblox-"))
    yield path
    shutil.rmtree(path)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def eventually(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    """Whether it becomes true within the time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def only_sentence(text: str) -> str:
    """The text, if it is one sentence on one line and no traceback."""
    assert re.fullmatch(r"[A-Za-z/][^\n]+\.\n", text), text
    return text.strip()
