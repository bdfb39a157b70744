"""Plain text files."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TextIO

from services.document.reading.errors import UnreadableDocument
from services.document.reading.sniff import text_encoding
from services.document.reading.typeset import PAGE_BREAK, TypesetReader, typeset

LONGEST_PIECE = 4_000
NOT_TEXT = "The file isn't text in UTF-8 or UTF-16."


def read_plain_text(path: Path) -> TypesetReader:
    """UTF-8, or UTF-16 with a byte order mark; form feeds part pages. Raises UnreadableDocument."""
    with path.open("rb") as file:
        encoding = text_encoding(file.read(4))
    try:
        with path.open(encoding=encoding) as file:
            return typeset(_lines(file))
    except UnicodeError as error:
        raise UnreadableDocument(NOT_TEXT) from error


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of a file, an overlong one in pieces; a form feed as a line of its own."""
    for line in iter(partial(file.readline, LONGEST_PIECE), ""):
        first, *others = line.split(PAGE_BREAK)
        yield first
        for part in others:
            yield PAGE_BREAK
            yield part
