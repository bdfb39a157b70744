"""The guardian: stops what it guards when the process that started it is gone, however that one went.

It is a small process of its own, in its own session so that Ctrl-C does not reach it, that reads a pipe whose writing
end only its owner keeps. End of file is the one message that SIGKILL can't suppress. A clean stop takes the same way:
the owner closes the pipe and waits.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time

import psutil

STOP_LAST = {"postgres": signal.SIGINT, "redis": signal.SIGTERM, "smtp": signal.SIGTERM}
"""What the others depend on, and how to stop it; SIGINT is PostgreSQL's fast shutdown."""
GRACE_SECONDS = 10.0


class Guardian:
    """A running guardian, as its owner sees it.

    `held` descriptors stay open until it is done; what does not end within `grace` seconds of being asked is killed.
    """

    def __init__(self, *held: int, grace: float = GRACE_SECONDS) -> None:
        reader, self.pipe = os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, "-I", __file__, str(grace)],
            stdin=reader,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=held,
        )
        os.close(reader)

    def guarded(self, name: str, command: str) -> list[str]:
        """Arguments that make themselves known to the guardian and then become `command`, a line for the shell.

        To be started in a session of its own with `pipe` as standard input. Nothing that runs is ever unknown, not
        even where the owner is killed in the midst of starting it.
        """
        return ["/bin/sh", "-c", f'echo "$$ {name}" >&0; exec {command} </dev/null']

    def adopt(self, pid: int, name: str) -> None:
        """Guard a process that is already running and leads its process group."""
        self._tell(f"{pid} {name}\n")

    def release(self, pid: int) -> None:
        """Forget a process that has ended, before its number is given to another."""
        self._tell(f"{pid}\n")

    def close(self) -> None:
        """Begin to stop everything; it is done when `process` has ended."""
        if self.pipe >= 0:
            os.close(self.pipe)
            self.pipe = -1

    def stop(self) -> None:
        """Stop everything and wait for its end."""
        self.close()
        self.process.wait()

    def _tell(self, line: str) -> None:
        # A guardian that was killed is replaced, and its successor told, by whoever waits for its end.
        with contextlib.suppress(BrokenPipeError):
            os.write(self.pipe, line.encode())


def stop(guarded: dict[int, str], grace: float = GRACE_SECONDS) -> None:
    """Stop processes, given as pid and name, and their groups: first all that depend on the databases, then these."""
    last = {pid for pid, name in guarded.items() if name in STOP_LAST}
    for stage in (set(guarded) - last, last):
        for pid in stage:
            _send(pid, STOP_LAST.get(guarded[pid], signal.SIGTERM))
        deadline = time.monotonic() + grace
        while any(_is_running(pid) for pid in stage) and time.monotonic() < deadline:
            time.sleep(0.02)
        for pid in stage:
            _send(-pid, signal.SIGKILL)


def _send(pid: int, number: int) -> None:
    """A negative pid is a process group; that there is nobody left is what is wanted."""
    with contextlib.suppress(OSError):
        os.kill(pid, number)


def _is_running(pid: int) -> bool:
    """False for a zombie: in a container nobody may ever collect it once its parent is gone."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    guarded: dict[int, str] = {}
    for line in sys.stdin:
        pid, name = line.partition(" ")[::2]
        guarded[int(pid)] = name.strip()
        if not name:
            del guarded[int(pid)]
    stop(guarded, grace=float(sys.argv[1]))


if __name__ == "__main__":
    main()
