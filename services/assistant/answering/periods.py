"""Dates and spans of time as questions put them: "within 90 days", "before June 2027", "in six months"."""

import calendar
import re
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_NUMERALS = "zero one two three four five six seven eight nine ten eleven twelve"
_COUNTS = {name: count for count, name in enumerate(_NUMERALS.split()) if count}
_COUNTS |= {"a": 1, "an": 1, "thirty": 30, "sixty": 60, "ninety": 90}
_LONGEST_DAYS = 36_600
SOON_DAYS = 180
"""The first step of the alert ladder (domain facts, section 5)."""

_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_COUNT = rf"(?:\d{{1,6}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_LENGTH = rf"(?P<count>{_COUNT})[\s-]+(?P<unit>day|week|month|year)s?"
_DATE = (
    r"(?P<iso>(?:19|20)\d{2}-\d{2}-\d{2})|(?P<us>\d{1,2}/\d{1,2}/(?:19|20)\d{2})"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?(?:,?\s+(?P<year>(?:19|20)\d{{2}}))?"
    rf"|(?P<month_first>{_MONTH})\.?\s+(?P<day_second>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:,?\s+(?P<year_third>(?:19|20)\d{{2}}))?"
    rf"|(?P<whole_month>{_MONTH})\b\.?(?:,?\s+(?P<month_year>(?:19|20)\d{{2}}))?|(?P<whole_year>(?:19|20)\d{{2}})"
    r"|(?P<relative>today|tomorrow|yesterday|now)"
)


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both included."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


_ANY_DATE = re.compile(rf"\b(?:{re.sub(r'[?]P<[a-z_]+>', '?:', _DATE)})\b", re.IGNORECASE)
_ONE_DATE = re.compile(_DATE, re.IGNORECASE)
_BETWEEN = re.compile(
    rf"\b(?:between|from)\s+(?P<first>{_ANY_DATE.pattern})\s+(?:and|to|until)\s+(?P<last>{_ANY_DATE.pattern})",
    re.IGNORECASE,
)
_TO_DATE = re.compile(
    r"\b(?P<relation>before|prior\s+to|earlier\s+than|by|until|till|through(?:out)?|thru|up\s+to|no\s+later\s+than|after|later\s+than|past|since"
    rf"|on|in|during|as\s+of|at|of)\s+(?:the\s+(?:end\s+of\s+)?)?(?:year\s+)?(?P<date>{_ANY_DATE.pattern})",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:with?in|in|over|during|for)?\s*(?:the\s+)?(?P<next>next|coming|following|another)?\s*(?:the\s+)?"
    rf"(?:{_LENGTH}|(?P<half>half(?:\s+a|-a|\s+of\s+a)?[\s-]year)|(?<=another\s)(?P<one>day|week|month|year))"
    r"(?:\s+(?:from\s+(?:now|today)|time))?\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"\b(?:in\s+|within\s+)?(?:the\s+)?(?:last|past|previous)\s+{_LENGTH}\b", re.IGNORECASE)
_AGO = re.compile(rf"\b{_LENGTH}\s+ago\b", re.IGNORECASE)
_CALENDAR = re.compile(r"\b(?P<which>this|next|last)\s+(?P<unit>week|month|year)\b", re.IGNORECASE)
_SOON = re.compile(r"\b(?:soon|shortly|upcoming|about\s+to(?=\s+(?:expire|lapse|run)))\b", re.IGNORECASE)


def day_of(value: str) -> date | None:
    """The date of a normalised value, or None where it is none (`D/S`)."""
    try:
        return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else None
    except ValueError:
        return None


def asked_period(question: str, today: date) -> tuple[Period | None, str]:
    """The first span of time in a question, and the question without its words.

    "Before" takes in everything earlier, "in six months" what lies between today and then; dates that the calendar
    does not have are left alone. All-digit dates are read month first, as US forms write them; a date
    without a year is the next one.
    """
    for pattern, read in (
        (_BETWEEN, _between),
        (_BEHIND, _behind),
        (_AGO, _ago),
        (_CALENDAR, _calendar),
        (_TO_DATE, _to_date),
        (_AHEAD, _ahead),
        (_SOON, _soon),
    ):
        match = pattern.search(question)
        period = read(match, today) if match else None
        if match and period:
            return period, question[: match.start()] + " " + question[match.end() :]
    return None, question


def _between(match: re.Match[str], today: date) -> Period | None:
    first, last = _span(match["first"], today), _span(match["last"], today)
    return Period(first.start, last.end) if first and last and first.start <= last.end else None


def _to_date(match: re.Match[str], today: date) -> Period | None:
    span = _span(match["date"], today)
    if span is None:
        return None
    relation = " ".join(match["relation"].lower().split())
    if relation in {"before", "prior to", "earlier than"}:
        return Period(date.min, span.start - timedelta(days=1))
    if relation in {"after", "later than", "past", "since"}:
        return Period(span.end + timedelta(days=1), date.max)
    if relation in {"by", "until", "till", "through", "throughout", "thru", "up to", "no later than"}:
        return Period(date.min, span.end)
    return span


def _ahead(match: re.Match[str], today: date) -> Period:
    if match["half"]:
        return Period(today, _later(today, 6, "month"))
    return Period(today, _later(today, _count(match["count"] or "one"), match["unit"] or match["one"]))


def _behind(match: re.Match[str], today: date) -> Period:
    return Period(_later(today, -_count(match["count"]), match["unit"]), today)


def _ago(match: re.Match[str], today: date) -> Period:
    """The day, week, month or year that lies so far back: people are seldom more exact than what they count in."""
    unit = match["unit"].lower()
    then = _later(today, -_count(match["count"]), unit)
    if unit in {"year", "month"}:
        return _whole(then.year, then.month if unit == "month" else None)
    return Period(then, then) if unit == "day" else _week(then)


def _soon(_: re.Match[str], today: date) -> Period:
    return Period(today, today + timedelta(days=SOON_DAYS))


def _calendar(match: re.Match[str], today: date) -> Period:
    unit = match["unit"].lower()
    step = {"this": 0, "next": 1, "last": -1}[match["which"].lower()]
    then = _later(today, step, unit)
    if unit == "week":
        return _week(then)
    return _whole(then.year, then.month if unit == "month" else None)


def _week(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def _count(written: str) -> int:
    return _COUNTS.get(written.lower()) or int(written)


def _later(day: date, count: int, unit: str) -> date:
    unit = unit.lower()
    if unit in {"day", "week"}:
        days = count * (7 if unit == "week" else 1)
        return day + timedelta(days=max(-_LONGEST_DAYS, min(days, _LONGEST_DAYS)))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(max(12, min(months, MAXYEAR * 12)), 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _whole(year: int, month: int | None) -> Period:
    last_month = month or 12
    return Period(date(year, month or 1, 1), date(year, last_month, calendar.monthrange(year, last_month)[1]))


def _span(written: str, today: date) -> Period | None:
    """The day, month or year written; None where the calendar has no such day."""
    match = _ONE_DATE.fullmatch(written)
    if match is None:
        return None
    part = match.groupdict()
    try:
        if part["whole_year"]:
            return _whole(int(part["whole_year"]), None)
        if part["whole_month"]:
            month = _MONTHS[part["whole_month"].lower()]
            return _whole(int(part["month_year"] or today.year + (month < today.month)), month)
        day = _day(part, today)
    except ValueError:
        return None
    return Period(day, day)


def _day(part: dict[str, str], today: date) -> date:
    if part["relative"]:
        return today + timedelta(days={"tomorrow": 1, "yesterday": -1}.get(part["relative"].lower(), 0))
    if part["iso"]:
        return date.fromisoformat(part["iso"])
    if part["us"]:
        first, second, year = map(int, part["us"].split("/"))
        return date(year, second, first) if first > 12 else date(year, first, second)
    month = _MONTHS[(part["month"] or part["month_first"]).lower()]
    number = int(part["day"] or part["day_second"])
    next_year = today.year + ((month, number) < (today.month, today.day))
    return date(int(part["year"] or part["year_third"] or next_year), month, number)
