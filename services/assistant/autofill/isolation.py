"""Opening PDF forms in another process, so that no file can take this one's memory or time."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from services.assistant.autofill.errors import FormUnreadable
from services.assistant.autofill.fields import FormField
from services.assistant.autofill.pdf_process import SECONDS
from shared.errors import Unavailable

ROOT = Path(__file__).parents[3]
PASSED_ON = {"PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR"}
"""What the process needs of the environment; the rest has secrets in it."""
COMMAND = ("-m", "services.assistant.autofill.pdf_process")
AT_ONCE = 2
FIELDS: TypeAdapter[list[FormField]] = TypeAdapter(list[FormField])

CRASHED = "The PDF is damaged"
TOO_SLOW = "The form takes too long to read"


class IsolatedForms:
    """At most two files are open at once; the others wait."""

    def __init__(self) -> None:
        self.free = asyncio.Semaphore(AT_ONCE)

    async def fields(self, content: bytes) -> list[FormField]:
        """Raises FormUnreadable."""
        head, _ = await self._run({}, content)
        try:
            # The process may be in the hands of whoever made the file: what it says is checked like any input.
            return FIELDS.validate_python(head["fields"])
        except (KeyError, ValidationError) as error:
            raise FormUnreadable(CRASHED) from error

    async def fill(self, content: bytes, values: Mapping[str, str]) -> tuple[bytes, list[str]]:
        """The filled file, and the names of the fields that did not take their value. Raises FormUnreadable."""
        head, filled = await self._run({"fill": dict(values)}, content)
        return filled, [str(name) for name in head.get("refused", [])]

    async def _run(self, job: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
        async with self.free:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *COMMAND,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=ROOT,
                env={name: value for name, value in os.environ.items() if name in PASSED_ON},
            )
            try:
                # Its own alarm comes first; this one is for a process that is kept from running at all.
                async with asyncio.timeout(2 * SECONDS):
                    answer, _ = await process.communicate(json.dumps(job).encode() + b"\n" + content)
            except TimeoutError as error:
                raise FormUnreadable(TOO_SLOW) from error
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        return _understood(answer, process.returncode)


def _understood(answer: bytes, code: int | None) -> tuple[dict[str, Any], bytes]:
    if code in {-signal.SIGKILL, -signal.SIGTERM}:
        raise Unavailable("Forms can't be read at the moment")
    if code == -signal.SIGALRM:
        raise FormUnreadable(TOO_SLOW)
    line, _, body = answer.partition(b"\n")
    if code != 0 or not line:
        raise FormUnreadable(CRASHED)
    head: dict[str, Any] = json.loads(line)
    if reason := head.get("reason"):
        raise FormUnreadable(str(reason))
    return head, body
