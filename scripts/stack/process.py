"""One line of the Procfile as a process: run once, or kept running."""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import STDOUT
from dataclasses import dataclass, field
from pathlib import Path

from scripts.stack.console import OWN, Console
from scripts.stack.errors import StackError
from scripts.stack.folder import display
from scripts.stack.guardian import Guardian

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 10.0
SETTLED_SECONDS = 10.0
"""Who ran for so long did not fail at starting."""
MOST_FAILURES = 5
LONGEST_LINE = 2**20
LONGEST_QUOTE = 300
LAST_OUTPUT_SECONDS = 2.0


@dataclass
class Surroundings:
    """What all processes of a stack share."""

    environment: dict[str, str]
    workdir: Path
    logs: Path
    console: Console
    guardian: Guardian
    is_ready: bool = False
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Process:
    def __init__(self, name: str, command: str, surroundings: Surroundings) -> None:
        self.name = name
        self.command = command
        self.around = surroundings
        self.pid: int | None = None
        self.runs = 0
        self.started_at = 0.0
        self.exit_code: int | None = None
        self.last_line = ""

    @property
    def log(self) -> Path:
        return self.around.logs / f"{self.name}.log"

    def has_run_for(self, seconds: float) -> bool:
        """Whether it is running, and has been for so long."""
        return self.pid is not None and asyncio.get_running_loop().time() - self.started_at >= seconds

    async def keep_running(self) -> None:
        """Start it again whenever it ends, until the stack stops.

        StackError where it ends again and again while the stack is still coming up.
        """
        failures = 0
        while not self.around.stopping.is_set():
            await self.run()
            if self.around.stopping.is_set():
                return
            has_settled = asyncio.get_running_loop().time() - self.started_at >= SETTLED_SECONDS
            failures = 1 if has_settled else failures + 1
            if failures >= MOST_FAILURES and not self.around.is_ready:
                message = f"{self.name} ended {failures} times while starting {self.last_words()}."
                raise StackError(message)
            pause = min(FIRST_PAUSE_SECONDS * 2 ** (failures - 1), LONGEST_PAUSE_SECONDS)
            self.around.console.write(OWN, f"{self.name} {self._ending()}; it starts again in {pause:.1f} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.around.stopping.wait(), pause)

    def last_words(self) -> str:
        """Where to read on, and the line that it said last."""
        said = f"; it said last: {self.last_line[:LONGEST_QUOTE].rstrip('.')}" if self.last_line else ""
        return f"(see {display(self.log)}{said})"

    async def run(self) -> int:
        """Run it once and return its exit code, negative for a signal; what it leaves of its group is killed."""
        reader, writer = os.pipe()
        # A pipe of our own: asyncio's would make wait() depend on grandchildren that hold it open.
        output = asyncio.create_task(self._copy(reader))
        child = await asyncio.create_subprocess_exec(
            *self.around.guardian.guarded(self.name, self.command),
            stdin=self.around.guardian.pipe,
            stdout=writer,
            stderr=STDOUT,
            env=self.around.environment,
            cwd=self.around.workdir,
            start_new_session=True,
        )
        os.close(writer)
        self.pid, self.runs, self.started_at = child.pid, self.runs + 1, asyncio.get_running_loop().time()
        self.around.changed.set()
        self.exit_code = await child.wait()
        self.pid = None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        self.around.guardian.release(child.pid)
        self.around.changed.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(output, LAST_OUTPUT_SECONDS)
        return self.exit_code

    async def _copy(self, reader: int) -> None:
        stream = asyncio.StreamReader(limit=LONGEST_LINE)
        protocol = asyncio.StreamReaderProtocol(stream)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(reader, "rb"))
        try:
            while not stream.at_eof():
                # ValueError: a line beyond the limit, which is dropped.
                with contextlib.suppress(ValueError):
                    if line := (await stream.readline()).decode(errors="replace").rstrip():
                        self.last_line = line
                        self.around.console.write(self.name, line)
        finally:
            transport.close()

    def _ending(self) -> str:
        code = self.exit_code or 0
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
