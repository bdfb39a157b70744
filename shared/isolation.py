"""Work on what a stranger sent, in another process, so that nothing can take this one's memory or time.

The process is `python -m <module>`, whose `main` calls `shared.isolated.serve`. One job: a line of JSON and perhaps a
file on its standard input, a line of JSON and perhaps a file on its standard output.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.errors import Unavailable

ROOT = Path(__file__).parents[1]
PASSED_ON = {"PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR"}
"""What the process needs of the environment; the rest has secrets in it."""


class Crashed(Exception):
    """The process ended without an answer."""


class TookTooLong(Exception):
    """The process was stopped when its time was over."""


class Isolation:
    """At most `at_once` processes work at the same time; further jobs wait."""

    def __init__(self, module: str, seconds: float, at_once: int = 2) -> None:
        self.module = module
        self.seconds = seconds
        self.free = asyncio.Semaphore(at_once)

    async def run(self, job: Mapping[str, Any], content: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Head and body of the answer, which may come from somebody who took the process over: check them.

        Raises Crashed, TookTooLong, and Unavailable where the machine ended the process.
        """
        async with self.free:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self.module,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=ROOT,
                env={name: value for name, value in os.environ.items() if name in PASSED_ON},
            )
            try:
                # Its own alarm comes first; this one is for a process that is kept from running at all.
                async with asyncio.timeout(2 * self.seconds):
                    answer, _ = await process.communicate(json.dumps(job).encode() + b"\n" + content)
            except TimeoutError as error:
                raise TookTooLong from error
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        return _understood(answer, process.returncode)


def _understood(answer: bytes, code: int | None) -> tuple[dict[str, Any], bytes]:
    if code in {-signal.SIGKILL, -signal.SIGTERM}:
        raise Unavailable
    if code == -signal.SIGALRM:
        raise TookTooLong
    line, _, body = answer.partition(b"\n")
    try:
        head = json.loads(line)
    except ValueError as error:
        raise Crashed from error
    if code != 0 or not isinstance(head, dict):
        raise Crashed
    return head, body
