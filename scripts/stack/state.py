"""What runs on a data folder, as its supervisor last wrote it down: for `status`, `down`, and after a crash."""

import json
from dataclasses import asdict, dataclass, field

import psutil

from scripts.stack.folder import DataFolder, write_private

FILE = "stack.json"
CLOCK_STEP_SECONDS = 2.0


@dataclass(frozen=True)
class RunningProcess:
    """A process number is only good together with the time of its start: numbers are used again."""

    pid: int
    started: float
    restarts: int = 0

    @classmethod
    def of(cls, pid: int, restarts: int = 0) -> "RunningProcess":
        """Raises psutil.NoSuchProcess."""
        return cls(pid, psutil.Process(pid).create_time(), restarts)

    def is_alive(self) -> bool:
        try:
            process = psutil.Process(self.pid)
            # The clock that start times are derived from may have been set since.
            is_same = abs(process.create_time() - self.started) < CLOCK_STEP_SECONDS
            return is_same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


@dataclass(frozen=True)
class State:
    supervisor: RunningProcess
    port_base: int
    is_ready: bool = False
    processes: dict[str, RunningProcess] = field(default_factory=dict)

    def save(self, folder: DataFolder) -> None:
        write_private(folder.run / FILE, json.dumps(asdict(self)).encode())

    @classmethod
    def load(cls, folder: DataFolder) -> "State | None":
        """None where no stack has run, or its note is damaged."""
        try:
            read = json.loads((folder.run / FILE).read_bytes())
            processes = {name: RunningProcess(**process) for name, process in read.pop("processes").items()}
            return cls(RunningProcess(**read.pop("supervisor")), processes=processes, **read)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def living(self) -> dict[int, str]:
        """The processes that still run, pid and name."""
        return {process.pid: name for name, process in self.processes.items() if process.is_alive()}
