"""Six-digit dates `YYMMDD` of the machine readable zone (ICAO 9303-3, 4.8) and the century they leave open."""

from datetime import date

LONGEST_VALIDITY = 50
"""Years from today; a later expiry is taken for one of the last century (early documents, and the ICAO specimens)."""


def is_calendar_date(text: str) -> bool:
    """Whether some century has such a day; a blank or partly unknown date (fillers) is no such day."""
    return _day(text, 2000) is not None or _day(text, 1900) is not None


def birth_date(text: str, today: date) -> date | None:
    """The latest day with these digits that isn't after `today`; None where no calendar has it."""
    days = (_day(text, 2000), _day(text, 1900))
    return next((day for day in days if day is not None and day <= today), None)


def expiry_date(text: str, today: date) -> date | None:
    """The day in 20YY, or in 19YY where the former is too far ahead; None where no calendar has it."""
    day = _day(text, 2000)
    if day is None or day.year > today.year + LONGEST_VALIDITY:
        return _day(text, 1900)
    return day


def _day(text: str, century: int) -> date | None:
    if not (text.isdecimal() and len(text) == 6):
        return None
    try:
        return date(century + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None
