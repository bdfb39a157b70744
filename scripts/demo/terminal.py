"""Plain text for a terminal or a file: at most 100 columns; colours, and a line that changes, on a terminal only."""

import textwrap
from collections.abc import Mapping
from typing import TextIO

COLUMNS = 100
BOLD, DIM, GREEN = "1", "2", "32"
CLEAR_LINE = "\r\x1b[2K"


class Terminal:
    """Where the demo speaks. NO_COLOR (no-color.org) and TERM of `environ` have a say in colours."""

    def __init__(self, stream: TextIO, environ: Mapping[str, str]) -> None:
        self.stream = stream
        self.is_live = stream.isatty() and environ.get("TERM") != "dumb"
        self.has_colours = self.is_live and not environ.get("NO_COLOR")
        self.current = ""

    def say(self, text: str = "", style: str = "") -> None:
        self.end_progress()
        print(self.styled(text, style), file=self.stream, flush=True)

    def title(self, text: str) -> None:
        self.say()
        self.say(text, BOLD)

    def paragraph(self, text: str, indent: str, style: str = "") -> None:
        """Wrapped; where the text has lines of its own, each by itself."""
        for line in text.splitlines():
            for part in textwrap.wrap(line, COLUMNS - len(indent)):
                self.say(f"{indent}{self.styled(part, style)}")

    def progress(self, text: str) -> None:
        """A line that whatever comes next replaces; a file gets each different one."""
        if text == self.current:
            return
        self.current = text
        if self.is_live:
            print(f"{CLEAR_LINE}{text}", end="", file=self.stream, flush=True)
        else:
            print(text, file=self.stream, flush=True)

    def styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.has_colours and style else text

    def end_progress(self) -> None:
        """Leave the cursor at the start of an empty line."""
        if self.current and self.is_live:
            print(CLEAR_LINE, end="", file=self.stream, flush=True)
        self.current = ""
