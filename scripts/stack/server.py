"""What PostgreSQL and Redis have in common: a binary from a wheel, a data folder, a Unix socket."""

import asyncio
import os
import re
import shlex
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar, NoReturn

from scripts.stack.errors import StackError
from scripts.stack.folder import display
from scripts.stack.guardian import Guardian

PATIENCE_SECONDS = 120.0
"""Long enough for a recovery after a crash."""


class StillStartingError(Exception):
    """The server does not take connections yet."""


class Server(ABC):
    """One database server. In the stack the supervisor runs it by `execute`; tests `start` and `stop` it themselves."""

    name: ClassVar[str]
    reason: ClassVar[re.Pattern[str]]
    """Finds in the log why the server ended."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.log_start = 0

    @abstractmethod
    def prepare(self) -> None:
        """Make the data folder ready, also after a crash; StackError where it can't be used."""

    @abstractmethod
    def command(self) -> list[str]:
        """The program and its arguments, all of the configuration among them."""

    @abstractmethod
    async def connect(self) -> None:
        """Connect once; StillStartingError while it starts, StackError where it never will."""

    @abstractmethod
    def diagnose(self, words: str) -> str:
        """One sentence on why it did not start; `words` is what it said itself."""

    def execute(self) -> NoReturn:
        """Become the server."""
        self.prepare()
        command = self.command()
        os.execv(command[0], command)  # noqa: S606 - the wheel's binary, no shell

    def start(self) -> None:
        """Start it outside of the stack and wait until it answers; not to be called from a running event loop.

        It ends with `stop`, or with the calling process, even if that is killed.
        """
        self.prepare()
        self.note_log()
        self.guardian = Guardian()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.guardian.guarded(self.name, shlex.join(self.command())),
                stdin=self.guardian.pipe,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            asyncio.run(self.answer(lambda: self.process.poll() is None))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop what `start` started, and wait for its end."""
        self.guardian.stop()
        self.process.wait()

    def note_log(self) -> None:
        """Remember where the log ends, so that a diagnosis reads only what comes after."""
        self.log_start = self.log.stat().st_size if self.log.exists() else 0

    async def answer(self, is_running: Callable[[], bool]) -> None:
        """Wait until it takes connections; StackError if it ends before that."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            try:
                return await self.connect()
            except StillStartingError:
                if not is_running():
                    raise await self.failure() from None
            await asyncio.sleep(0.05)
        message = f"{self.name} does not answer after {PATIENCE_SECONDS:.0f} s: see {display(self.log)}."
        raise StackError(message)

    async def failure(self) -> StackError:
        """What to raise where only the log knows why."""
        # Its last lines may still be on their way through the supervisor.
        await asyncio.sleep(0.2)
        return StackError(self.diagnose(self._last_words()))

    def _last_words(self) -> str:
        """What the log gives as the reason, or else its last line."""
        with self.log.open("rb") as log:
            log.seek(self.log_start)
            text = log.read().decode(errors="replace").strip()
        lines = self.reason.findall(text) or text.splitlines() or ["it said nothing"]
        return str(lines[-1]).strip().rstrip(".")


def wheel_folder(package: str) -> Path:
    """Where a package is installed, without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        message = f"The package {package} is not installed: run make again."
        raise StackError(message)
    return Path(spec.submodule_search_locations[0])
