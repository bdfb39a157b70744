"""Dates as documents print them.

`15 APR 2012`, `12 AUG/AOÛT 1974`, `April 15, 2012`, `2012 April 15` (I-94), `04/15/2012`, `15.04.2012`, `2012-04-15`.
Month names in the languages that stand on passports; two-digit years are resolved by the day of reading.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from services.document.catalogue.catalogue import DateOrder
from services.document.segments import fold

_MONTHS = (
    "january february march april may june july august september october november december",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november desember",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
    "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
)
# OCR reads `0CT`, `JU1`, `5EP`; the shortest word that leads to a year is meant, so that `AUG1974` stays whole.
_LETTERS = r"(?=[015]{0,2}[^\W\d_])(?:[^\W\d_]|[015]){3,12}?"
# "AUG/AOÛT", "1月/JAN", "СІЧ/JAN": whichever of the two we know.
_WORD = rf"(?:\d{{1,2}}[^\W\d_]?\s?/\s?)?(?P<month>{_LETTERS})\.?(?:\s*/\s*(?P<translation>{_LETTERS})\.?)?"
_LOOKALIKES = str.maketrans("015", "ois"), str.maketrans("015", "ols")
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?"
_GAP = r"[\s/.,-]*(?:de\s+|del\s+|day\s+of\s+)?"
_LONG_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_ANY_YEAR = r"(?P<year>(?:19|20)\d{2}|\d{2})(?!\d)"
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-]|\s)(\d{1,2})\2((?:19|20)\d{2}|\d{2})(?![\d/-])")
_NAMED = (
    re.compile(rf"(?<!\d){_LONG_YEAR}{_GAP}{_WORD}{_GAP}{_DAY}(?!\d)"),
    re.compile(rf"(?<!\d){_DAY}{_GAP}{_WORD}{_GAP}{_ANY_YEAR}"),
    re.compile(rf"(?<![^\W\d_]){_WORD}\s*{_DAY},?\s*{_LONG_YEAR}"),
)
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)")

# An open order of day and month, settled by how the issuer writes dates or by another date of the same document.
BY_ISSUER = 0.75
BY_DOCUMENT = 0.95
SHORT_YEAR = 0.9
YEARS_AHEAD = 20


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a document writes dates in digits: `order`, and how sure that is; `today` resolves two-digit years."""

    order: DateOrder
    certainty: float
    today: date


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A calendar date and where it stands in the text; `certainty` falls where the digits leave it open."""

    value: date
    certainty: float
    start: int


@dataclass(frozen=True, slots=True)
class _Written:
    """The parts of a date as they stand at `start`, which may yet be no date."""

    start: int
    year: str
    month: int
    day: int
    certainty: float


def find_dates(text: str, style: DateStyle) -> list[PrintedDate]:
    """The dates in `text`, in its order; what is no calendar date is left out."""
    found: dict[int, PrintedDate] = {}
    for written in (*_with_words(text), *_in_digits(text, style)):
        read = _read(written, style.today)
        if read is not None:
            found.setdefault(written.start, read)
    return _apart([found[start] for start in sorted(found)])


def date_style(texts: Iterable[str], usual: DateOrder, today: date) -> DateStyle:
    """The order that the document's own dates show, such as 04/15/2012, else the issuer's usual one."""
    shown = set()
    for match in _NUMERIC.finditer("\n".join(texts)):
        first, second = int(match[1]), int(match[3])
        if match[2] in "/-" and (first > 12) != (second > 12):
            shown.add(DateOrder.DAY_FIRST if first > 12 else DateOrder.MONTH_FIRST)
    if len(shown) == 1:
        return DateStyle(shown.pop(), BY_DOCUMENT, today)
    return DateStyle(usual, BY_ISSUER, today)


def _with_words(text: str) -> Iterator[_Written]:
    for pattern in (_YEAR_FIRST, *_NAMED):
        for match in pattern.finditer(text):
            yield _Written(match.start(), match["year"], _month(match), int(match["day"]), 1.0)


def _month(match: re.Match[str]) -> int:
    """The number of the month that is written in digits or in either of two languages; 0 where it is none."""
    written = match.groupdict()
    words = [word for word in (written["month"], written.get("translation")) if word]
    return next((number for word in words if (number := _month_number(word))), 0)


def _month_number(word: str) -> int:
    if word.isdigit():
        return int(word)
    spellings = (word, *(word.translate(letters) for letters in _LOOKALIKES))
    return next((number for text in spellings if (number := _month_names().get(fold(text), 0))), 0)


def _in_digits(text: str, style: DateStyle) -> Iterator[_Written]:
    for match in _NUMERIC.finditer(text):
        first, second, year = int(match[1]), int(match[3]), match[4]
        if match[2].isspace() and len(year) == 2:
            continue
        # Points and spaces are a day-first habit everywhere.
        if match[2] not in "/-" or first > 12:
            yield _Written(match.start(), year, second, first, 1.0)
        elif second > 12 or first == second:
            yield _Written(match.start(), year, first, second, 1.0)
        elif style.order is DateOrder.MONTH_FIRST:
            yield _Written(match.start(), year, first, second, style.certainty)
        else:
            yield _Written(match.start(), year, second, first, style.certainty)


def _read(written: _Written, today: date) -> PrintedDate | None:
    is_short = len(written.year) == 2
    year = _century(int(written.year), today) if is_short else int(written.year)
    try:
        value = date(year, written.month, written.day)
    except ValueError:
        return None
    return PrintedDate(value, written.certainty * (SHORT_YEAR if is_short else 1.0), written.start)


def _century(year: int, today: date) -> int:
    return 2000 + year if 2000 + year <= today.year + YEARS_AHEAD else 1900 + year


def _apart(dates: list[PrintedDate]) -> list[PrintedDate]:
    """Without readings that start inside an earlier one: `2012 April 15` also holds `April 15 …`."""
    kept: list[PrintedDate] = []
    for found in dates:
        if not kept or found.start - kept[-1].start >= 6:
            kept.append(found)
    return kept


@cache
def _month_names() -> dict[str, int]:
    """Month names and their abbreviations from three letters on, without those that could mean two months."""
    months: dict[str, set[int]] = defaultdict(set)
    for names in _MONTHS:
        for number, name in enumerate(map(fold, names.split()), start=1):
            for length in range(3, len(name) + 1):
                months[name[:length]].add(number)
    return {name: numbers.pop() for name, numbers in months.items() if len(numbers) == 1}
