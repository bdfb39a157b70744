"""What processes say: into a file each and, once the stack is up, on the terminal."""

import contextlib
import logging
from collections.abc import Iterable
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from honcho.colour import get_colours  # type: ignore[import-untyped]  # honcho carries no types
from honcho.printer import Message, Printer  # type: ignore[import-untyped]

LOG_BYTES = 10 * 1024 * 1024
OWN = "stack"
"""Under this name the stack itself speaks."""


def say(line: str) -> None:
    """Tell the user something about the stack itself, if the terminal is still there."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


class Console:
    """Takes one line at a time; a full disk or a closed terminal costs the line, never the stack."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        names = (OWN, *names)
        self.files = {
            name: RotatingFileHandler(folder / f"{name}.log", maxBytes=LOG_BYTES, backupCount=1, delay=True)
            for name in names
        }
        self.colours = dict(zip(names, get_colours(), strict=False))
        self.printer = Printer(width=max(map(len, names)))
        self.is_live = False
        logging.raiseExceptions = False

    def write(self, name: str, line: str) -> None:
        self.files[name].handle(logging.makeLogRecord({"msg": line}))
        if self.is_live:
            try:
                self.printer.write(Message("line", line, datetime.now().astimezone(), name, self.colours[name]))
            except OSError:
                self.is_live = False

    def close(self) -> None:
        for file in self.files.values():
            file.close()
