"""Workbooks of Excel and LibreOffice, opened in another process: nothing in them can take this one's memory or time."""

from services.immigration.imports.errors import FileUnreadable
from services.immigration.imports.workbook_process import SECONDS
from shared.isolation import Crashed, Isolation, TookTooLong

BEGIN = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""Of a ZIP archive, and of the compound files that came before (and still hold what has a password)."""

TOO_MUCH = "The workbook is too large to be read; save it as CSV"


class Workbooks:
    """At most two are open at once; the others wait."""

    def __init__(self) -> None:
        self.isolation = Isolation("services.immigration.imports.workbook_process", SECONDS)

    async def as_csv(self, content: bytes) -> bytes:
        """The first sheet. Raises FileUnreadable, Unavailable."""
        try:
            head, table = await self.isolation.run({}, content)
        except (TookTooLong, Crashed) as error:
            raise FileUnreadable(TOO_MUCH) from error
        if reason := head.get("reason"):
            raise FileUnreadable(str(reason))
        return table
