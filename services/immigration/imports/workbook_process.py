"""Reads one workbook: `python -m services.immigration.imports.workbook_process`, in a process of its own.

The first sheet comes back as CSV. A formula counts as the value that was last computed for it.
"""

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from shared.isolated import serve

MEMORY = 1024**3
SECONDS = 30
MOST_ROWS = 20_002
"""One more than an import may have, and the names of columns."""


def read(_job: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """`reason` is why there is no table."""
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except PasswordError:
        return {"reason": "The workbook is protected by a password"}, b""
    except (CalamineError, OSError, IndexError):
        return {"reason": "The workbook is damaged, or of a kind that is not read"}, b""
    table = io.StringIO()
    writer = csv.writer(table)
    for number, row in enumerate(sheet.iter_rows()):
        if number == MOST_ROWS:
            break
        writer.writerow([as_text(cell) for cell in row])
    return {}, table.getvalue().encode()


def as_text(cell: object) -> str:
    """As a person would write it: `2026-03-01` for a day, `123456` for a number without a fraction."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


if __name__ == "__main__":
    serve(read, memory=MEMORY, seconds=SECONDS)
