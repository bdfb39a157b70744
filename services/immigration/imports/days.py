"""Days as people write them in tables."""

from datetime import datetime
from enum import StrEnum

WRITTEN_OUT = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d-%b-%Y")


class DateFormat(StrEnum):
    """The order of day, month and year where all are numbers: 3/4/2026 is in March or in April."""

    MDY = "MDY"
    DMY = "DMY"
    YMD = "YMD"


NUMBERS = {DateFormat.MDY: "%m/%d/%Y", DateFormat.DMY: "%d/%m/%Y", DateFormat.YMD: "%Y/%m/%d"}


def iso_day(text: str, order: DateFormat | None) -> str:
    """`1 March 2026` → `2026-03-01`. What can't be read comes back as it is; numbers are read in `order` only."""
    plain = " ".join(text.split())
    numbers = plain.replace(".", "/").replace("-", "/")
    for written, form in [*((plain, form) for form in WRITTEN_OUT), *([(numbers, NUMBERS[order])] if order else [])]:
        try:
            return datetime.strptime(written, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return text
