"""Tables as people have them: RFC 4180 with any of the usual separators, in UTF-8, UTF-16 or Windows-1252."""

import codecs
import csv
import io
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from services.immigration.imports.days import DateFormat, iso_day
from services.immigration.imports.errors import FileUnreadable, TooManyRows
from services.immigration.imports.importer import Said
from services.immigration.imports.schemas import MOST_ROWS

SEPARATORS = ",;\t|"
LARGEST_CELL = 2 * 1024 * 1024
PEEK = 64 * 1024
BLOCK = 1024 * 1024
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SEVERAL = "nationalities"
"""The one field with several values: in a cell they are divided by blanks, commas or semicolons."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The `fields` that columns may hold, those that are `days`, and how the file names and writes them."""

    fields: frozenset[str]
    days: frozenset[str] = frozenset()
    mapping: Mapping[str, str] = field(default_factory=dict)
    date_format: DateFormat | None = None

    def field_of(self, column: str) -> str:
        """As it is mapped, else as it is called."""
        return self.mapping.get(column, column.lower().replace(" ", "_"))


class Sheet:
    """Rows of a file by the names of fields. It is read once to see that it can be, and again for its rows."""

    def __init__(self, file: BinaryIO, columns: Columns) -> None:
        """Raises FileUnreadable, TooManyRows."""
        self.columns = columns
        self.text = io.TextIOWrapper(file, encoding=_encoding_of(file), newline="")
        csv.field_size_limit(LARGEST_CELL)
        named = [column.strip() for column in next(self._table(), [])]
        self.names = [columns.field_of(column) for column in named]
        self.ignored = [column for column, name in zip(named, self.names, strict=True) if name not in columns.fields]
        if len(self.ignored) == len(named):
            raise FileUnreadable("The first row names none of the fields")
        if sum(1 for _ in self._table()) > MOST_ROWS + 1:
            raise TooManyRows

    def rows(self) -> Iterator[Said]:
        """An empty cell says nothing."""
        for cells in itertools.islice(self._table(), 1, None):
            said = {name: cell.strip() for name, cell in zip(self.names, cells, strict=False)}
            yield {name: self._value(name, cell) for name, cell in said.items() if cell and name in self.columns.fields}

    def detach(self) -> None:
        """Leave the file open to whoever opened it."""
        self.text.detach()

    def _table(self) -> Iterator[list[str]]:
        """From its beginning, with the names of columns. Raises FileUnreadable."""
        number = 0
        try:
            self.text.seek(0)
            head = self.text.readline(PEEK)
            self.text.seek(0)
            separator = max(SEPARATORS, key=head.count)
            for cells in csv.reader(self.text, delimiter=separator, strict=True):
                number += 1
                yield cells
        except UnicodeError as error:
            raise FileUnreadable from error
        except csv.Error as error:
            row = f"Row {number}" if number else "The first row"
            message = f"{row} can't be read: a quote that is not closed, or a cell above 2 MB"
            raise FileUnreadable(message) from error

    def _value(self, name: str, cell: str) -> object:
        if name in self.columns.days:
            return iso_day(cell, self.columns.date_format)
        return cell.replace(",", " ").replace(";", " ").split() if name == SEVERAL else cell


def _encoding_of(file: BinaryIO) -> str:
    """Raises FileUnreadable for what is no text."""
    start = file.read(PEEK)
    file.seek(0)
    if start.startswith(UTF_16):
        return "utf-16"
    if b"\0" in start:
        raise FileUnreadable
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)
    return "utf-8-sig"
