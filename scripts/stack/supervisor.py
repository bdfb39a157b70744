"""Starts processes, keeps them running and stops them; what they are is the business of `up`."""

import asyncio
import contextlib
import os
from collections.abc import Iterable
from functools import partial

import psutil

from scripts.stack.console import OWN, Console
from scripts.stack.errors import StackError
from scripts.stack.folder import PROJECT
from scripts.stack.guardian import Guardian
from scripts.stack.installation import Installation
from scripts.stack.process import Process, Surroundings
from scripts.stack.state import RunningProcess, State


class Supervisor:
    """To be made inside the event loop; `lock` is the descriptor that holds the data folder.

    `over` is done when the stack shall stop, with an error where it must.
    """

    def __init__(self, installation: Installation, commands: dict[str, str], console: Console, lock: int) -> None:
        self.installation = installation
        self.lock = lock
        # The guardian holds the lock too: a killed supervisor's folder is free only when its processes have ended.
        guardian = Guardian(lock)
        environment = installation.environment()
        self.around = Surroundings(environment, PROJECT, installation.folder.log, console, guardian)
        self.processes = {name: Process(name, command, self.around) for name, command in commands.items()}
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.tasks = {asyncio.create_task(self._note_changes()), asyncio.create_task(self._keep_guarded())}

    def start(self, names: Iterable[str]) -> None:
        """Start processes and keep them running."""
        for name in names:
            task = asyncio.create_task(self.processes[name].keep_running())
            task.add_done_callback(self.take_failure)
            self.tasks.add(task)

    async def run_once(self, name: str) -> None:
        """Run a process to its end; StackError where that is not a good one."""
        process = self.processes[name]
        if await process.run() != 0 and not self.around.stopping.is_set():
            message = f"The step {name!r} of the Procfile failed {process.last_words()}."
            raise StackError(message)

    def set_ready(self) -> None:
        """From now on a process that fails is started again for ever."""
        self.around.is_ready = True
        self.around.changed.set()

    async def stop(self) -> None:
        """Stop everything, services before databases, while their last words are still taken down."""
        self.around.stopping.set()
        self.around.guardian.close()
        self.around.changed.set()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def end(self) -> None:
        """Ask for the end; to be called once or many times."""
        if not self.over.done():
            self.over.set_result(None)

    def take_failure(self, task: asyncio.Task[None]) -> None:
        """What a task ended with, where it ended badly, ends the stack."""
        if not task.cancelled() and (error := task.exception()) and not self.over.done():
            self.over.set_exception(error)

    async def _keep_guarded(self) -> None:
        """Wait for the guardian's end; one that was killed gets a successor that is told of all that runs."""
        while True:
            await asyncio.to_thread(self.around.guardian.process.wait)
            if self.around.stopping.is_set():
                return
            self.around.guardian.close()
            self.around.guardian = Guardian(self.lock)
            for process in self.processes.values():
                if process.pid is not None:
                    self.around.guardian.adopt(process.pid, process.name)
            self.around.console.write(OWN, "the guardian was killed; another has taken its place")

    async def _note_changes(self) -> None:
        """Write down what runs, for `status`, `down` and the next start."""
        myself = RunningProcess.of(os.getpid())
        while not self.around.stopping.is_set():
            running = {}
            for name, process in self.processes.items():
                with contextlib.suppress(psutil.NoSuchProcess):
                    if process.pid is not None:
                        running[name] = RunningProcess.of(process.pid, process.runs - 1)
            state = State(myself, self.installation.port_base, self.around.is_ready, running)
            # A full disk takes the note, not the stack.
            with contextlib.suppress(OSError):
                await asyncio.to_thread(partial(state.save, self.installation.folder))
            await self.around.changed.wait()
            self.around.changed.clear()
