"""CSV files as people have them: RFC 4180 with any of the usual separators, in UTF-8, UTF-16 or Windows-1252."""

import codecs
import csv
import io
import itertools
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO

from services.immigration.imports.errors import FileUnreadable

SEPARATORS = ",;\t|"
LARGEST_CELL = 2 * 1024 * 1024
PEEK = 64 * 1024
BLOCK = 1024 * 1024
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SEVERAL = "nationalities"
"""The one field with several values: in a cell they are divided by blanks, commas or semicolons."""


class Sheet:
    """Rows of a file by the names of fields. `mapping` gives columns these names; else they are taken as they are."""

    def __init__(self, file: BinaryIO, mapping: Mapping[str, str], fields: Collection[str]) -> None:
        """Raises FileUnreadable."""
        encoding = _encoding_of(file)
        self.text = io.TextIOWrapper(file, encoding=encoding, newline="")
        csv.field_size_limit(LARGEST_CELL)
        try:
            head = self.text.readline(PEEK)
            self.text.seek(0)
            separator = max(SEPARATORS, key=head.count)
            self.reader = csv.reader(self.text, delimiter=separator, strict=True)
            columns = [column.strip() for column in next(self.reader, [])]
        except (csv.Error, UnicodeError) as error:
            raise FileUnreadable from error
        self.names = [mapping.get(column, column.lower().replace(" ", "_")) for column in columns]
        self.ignored = [column for column, name in zip(columns, self.names, strict=True) if name not in fields]
        if len(self.ignored) == len(columns):
            raise FileUnreadable("The first row names none of the fields")
        self.fields = fields

    def rows(self) -> Iterator[dict[str, object]]:
        """An empty cell says nothing. Raises FileUnreadable."""
        for number in itertools.count(1):
            try:
                cells = next(self.reader, None)
            except (csv.Error, UnicodeError) as error:
                message = f"Row {number} can't be read: a quote that is not closed, or a cell above 2 MB"
                raise FileUnreadable(message) from error
            if cells is None:
                return
            said = {name: cell.strip() for name, cell in zip(self.names, cells, strict=False) if name in self.fields}
            yield {name: _several(cell) if name == SEVERAL else cell for name, cell in said.items() if cell}

    def detach(self) -> None:
        """Leave the file open to whoever opened it."""
        self.text.detach()


def _several(cell: str) -> list[str]:
    return cell.replace(",", " ").replace(";", " ").split()


def _encoding_of(file: BinaryIO) -> str:
    """Raises FileUnreadable for what is no text."""
    start = file.read(PEEK)
    file.seek(0)
    if start.startswith(b"PK"):
        raise FileUnreadable("Spreadsheets of Excel are not read; save it as CSV")
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
