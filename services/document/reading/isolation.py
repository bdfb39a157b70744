"""Reading in another process, so that no file can take this one's memory or time (docs/decisions/0010)."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from PIL import Image

from services.document.reading.errors import CRASHED, TOO_SLOW, ReaderFailed, ReaderKilled, UnreadableDocument
from services.document.reading.page import Page
from services.document.reading.reader_process import OUT_OF_TIME, PAGES, Limits

ROOT = Path(__file__).parents[3]
PASSED_ON = {"PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR"}
"""What the process needs of the environment; the rest has secrets in it."""

KILLED = {-signal.SIGKILL, -signal.SIGTERM}
"""Somebody else's doing, the kernel's when memory runs out included. Other signals are what the file brought about."""

COMMAND = [sys.executable, "-m", "services.document.reading.reader_process"]


class IsolatedReaders:
    """Opens files like `open_document`. Keeps a process for the next file; safe for threads."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.idle: list[Process] = []

    def open(self, path: Path, content_type: str) -> "IsolatedReader":
        """Raises UnreadableDocument, ReaderKilled and ReaderFailed, as do the methods of the reader."""
        return IsolatedReader(self._process(), path, content_type, self._take_back)

    def _process(self) -> "Process":
        while self.idle:
            process = self.idle.pop()
            if process.is_running:
                return process
            process.end()
        return Process(self.limits)

    def _take_back(self, process: "Process", *, retire: bool) -> None:
        if process.is_running and not retire:
            self.idle.append(process)
            return
        process.end()
        if retire and not self.idle:
            self.idle.append(Process(self.limits))

    def close(self) -> None:
        while self.idle:
            self.idle.pop().end()


class IsolatedReader:
    """A `DocumentReader` whose file is open in another process."""

    def __init__(self, process: "Process", path: Path, content_type: str, take_back: Callable[..., None]) -> None:
        self.process = process
        self._take_back = take_back
        try:
            head, _ = process.ask(open=str(path), content_type=content_type)
        except BaseException:
            self.close()
            raise
        self.page_count = int(head["page_count"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read_text(self, number: int) -> Page | None:
        """The page from its text, or None where only OCR can read it."""
        _, body = self.process.ask(text=number)
        # The process may be in the hands of whoever made the file: what it says is checked like any input.
        return next(iter(PAGES.validate_json(body)), None)

    def render(self, number: int) -> Image.Image:
        """The page as a picture for OCR, RGB."""
        head, body = self.process.ask(picture=number)
        width, height = head["size"]
        return Image.frombytes("RGB", (width, height), body)

    def close(self) -> None:
        retire = False
        if self.process.is_running:
            try:
                head, _ = self.process.ask(close=True)
                retire = bool(head["retire"])
            except (UnreadableDocument, ReaderKilled, ReaderFailed):
                # Whatever is wrong with closing, the file was read; this process serves no other.
                retire = True
        self._take_back(self.process, retire=retire)


class Process:
    """A running reader process."""

    def __init__(self, limits: Limits) -> None:
        environment = {name: value for name, value in os.environ.items() if name in PASSED_ON}
        # One thread each: the pool of more would take address space for its stacks.
        environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self.popen = subprocess.Popen(
            [*COMMAND, json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment,
        )
        if self.popen.stdin is None or self.popen.stdout is None:
            raise TypeError("both were asked for")
        self.requests, self.answers = self.popen.stdin, self.popen.stdout
        self.has_started = False

    @property
    def is_running(self) -> bool:
        return self.popen.poll() is None

    def ask(self, **request: Any) -> tuple[dict[str, Any], bytes]:
        """Head and body of the answer."""
        if not self.has_started:
            self._receive()
            self.has_started = True
        try:
            self.requests.write(json.dumps(request).encode() + b"\n")
            self.requests.flush()
        except BrokenPipeError as error:
            raise self._ended() from error
        return self._receive()

    def end(self) -> None:
        self.popen.kill()
        self.popen.wait()
        self.answers.close()
        with contextlib.suppress(BrokenPipeError):
            # What was never sent goes nowhere.
            self.requests.close()

    def _receive(self) -> tuple[dict[str, Any], bytes]:
        line = self.answers.readline()
        head: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {"bytes": 1}
        body = self.answers.read(head["bytes"])
        if len(body) < head["bytes"]:
            raise self._ended()
        if reason := head.get("reason"):
            raise UnreadableDocument(reason)
        if error := head.get("error"):
            raise ReaderFailed(error)
        return head, body

    def _ended(self) -> Exception:
        code = self.popen.wait()
        if code in KILLED:
            return ReaderKilled()
        if not self.has_started or code == 0:
            return ReaderFailed(f"the reader process ended with {code}")
        return UnreadableDocument(TOO_SLOW if code == OUT_OF_TIME else CRASHED)
