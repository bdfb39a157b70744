"""The process that reads files: `python -m services.document.reading.reader_process LIMITS`.

It asks and answers in JSON lines on its standard input and output; an answer may be followed by bytes. Everything that
parses what strangers sent runs here, under limits that hold even inside a C library, because the kernel keeps them: it
bounds the memory, and its alarm ends the process when a call takes too long.
"""

import contextlib
import json
import os
import resource
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import psutil
from pydantic import TypeAdapter

from services.document.reading.document import DocumentReader, open_document
from services.document.reading.errors import TOO_MUCH_MEMORY, UnreadableDocument
from services.document.reading.page import Page

OUT_OF_TIME = -signal.SIGALRM
"""How an alarm that nobody handles ends a process."""

PAGES: TypeAdapter[list[Page]] = TypeAdapter(list[Page])


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take."""

    memory: int = 1_500_000_000
    """Bytes of address space; some 400 million of them are code."""
    call_seconds: float = 30
    """For opening, or for one page."""
    seconds: float = 120
    """For everything from opening to closing, waiting for the next request aside."""
    retire_at: int = 300_000_000
    """A process that still holds so many bytes after a file gives way to a fresh one."""


@dataclass(frozen=True, slots=True)
class Answer:
    head: dict[str, Any]
    body: bytes | memoryview = b""


class ReaderProcess:
    """Serves one file after another."""

    def __init__(self, limits: Limits, answers: BinaryIO) -> None:
        self.limits = limits
        self.answers = answers
        self.left = limits.seconds
        self.reader: DocumentReader | None = None

    def serve(self, requests: BinaryIO) -> None:
        self._send(Answer({}))
        for line in requests:
            self._send(self._within_limits(json.loads(line)))

    def _within_limits(self, request: dict[str, Any]) -> Answer:
        # Zero would mean no limit at all.
        signal.setitimer(signal.ITIMER_REAL, max(0.01, min(self.limits.call_seconds, self.left)))
        started = time.monotonic()
        try:
            return self._answer(request)
        except UnreadableDocument as error:
            return Answer({"reason": error.reason})
        except MemoryError:
            return Answer({"reason": TOO_MUCH_MEMORY})
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told where it can be counted and logged
            return Answer({"error": repr(error)})
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            self.left -= time.monotonic() - started

    def _answer(self, request: dict[str, Any]) -> Answer:
        if path := request.get("open"):
            self.left = self.limits.seconds
            self.reader = open_document(Path(path), request["content_type"])
            return Answer({"page_count": self.reader.page_count})
        if self.reader is None:
            return Answer({"retire": self._has_grown()})
        if number := request.get("text"):
            page = self.reader.read_text(number)
            return Answer({}, PAGES.dump_json([page] if page else []))
        if number := request.get("picture"):
            image = self.reader.render(number)
            return Answer({"size": image.size}, image.tobytes())
        reader, self.reader = self.reader, None
        with reader:
            return Answer({"retire": self._has_grown()})

    def _has_grown(self) -> bool:
        # Not the peak of `getrusage`, which begins with what the worker held when it started this process.
        return int(psutil.Process().memory_info().rss) > self.limits.retire_at

    def _send(self, answer: Answer) -> None:
        self.answers.write(json.dumps(answer.head | {"bytes": len(answer.body)}).encode() + b"\n")
        self.answers.write(answer.body)
        self.answers.flush()


def main() -> None:
    limits = Limits(**json.loads(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Whatever the worker that started this process does with alarms.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    # What a library prints must not stand among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Ctrl-C reaches every process of the terminal; this one ends when its worker does.
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        ReaderProcess(limits, answers).serve(sys.stdin.buffer)


if __name__ == "__main__":
    main()
