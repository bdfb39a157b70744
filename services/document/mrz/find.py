"""Finding the machine readable zone among the lines of a document's pages."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, product

from services.document.mrz.alphabet import fold
from services.document.mrz.check_digits import FILLER
from services.document.mrz.confusions import readings
from services.document.mrz.fit import fit
from services.document.mrz.formats import FORMATS, MrzFormat
from services.document.mrz.reading import Attempt, MrzReading
from services.document.mrz.strips import Strip, rows_of, words_of
from services.document.reading.page import Page

FEWEST_AGREEING = 2
"""Of the check digits over document number, birth and expiry."""

FARTHEST_ROW = 2
"""How many rows below a zone's line the next one may stand: a stain or a stamp may have been read between them."""


def find_mrz(pages: Sequence[Page], *, today: date) -> MrzReading | None:
    """The best machine readable zone on `pages` (ICAO 9303, formats TD1, TD2, TD3, MRV-A and MRV-B), or None.

    Lines are taken for a zone if there is structure: as many lines as the format has, one below the other, each as long
    as it asks (fillers may have been miscounted), two thirds of the characters of the class their position asks for,
    a document code that the format allows, names set off by two fillers. And if check digits bear it out: of those over
    the document number, the birth and the expiry, at least two agree, after repair too. A blank element doesn't count,
    nor does a date that no calendar has. Ordinary text has no fillers at all.

    Of several zones one whose check digits all agree comes first, then the one with most agreeing, then the one that
    asks for the fewest changes. `today` decides the century of dates.
    """
    attempts = ((attempt, page) for page in pages for attempt in _attempts(page))
    best = max(attempts, key=lambda one: _rank(one[0]), default=None)
    if best is None:
        return None
    attempt, page = best
    return attempt.reading(page.number, page.rotation, today)


def _attempts(page: Page) -> Iterator[Attempt]:
    if FILLER not in fold(page.text):
        return
    rows = rows_of(page)
    printed = words_of(page)
    for layout in FORMATS:
        for strips in _zones(rows, layout):
            attempt = Attempt.at(strips, layout, printed)
            if attempt.agreeing >= FEWEST_AGREEING:
                yield attempt


def _rank(attempt: Attempt) -> tuple[bool, int, int, int, int]:
    """The better the greater; a longer format leaves out fewer of the fillers that were read."""
    return attempt.zone.valid, attempt.agreeing, -attempt.missing, len(attempt.glyphs), -attempt.repairs


def _zones(rows: Sequence[Sequence[Strip]], layout: MrzFormat) -> Iterator[tuple[Strip, ...]]:
    """Strips that may be the lines of one zone, each of the format's length."""
    fitting = [[[one for strip in row for one in fit(strip, line)] for row in rows] for line in layout.lines]
    stacked = (_stacked((strip,), number, fitting[1:]) for number, row in enumerate(fitting[0]) for strip in row)
    parted = (_parted(strip, layout) for row in rows for strip in row)
    zones = chain.from_iterable(chain(stacked, parted))
    return (zone for zone in zones if readings(zone[0][0].character, layout.codes))


def _parted(strip: Strip, layout: MrzFormat) -> Iterator[tuple[Strip, ...]]:
    """The lines of a zone that were read as one."""
    if len(strip) == len(layout.lines) * layout.length:
        parts = (strip[start : start + layout.length] for start in range(0, len(strip), layout.length))
        yield from product(*map(fit, parts, layout.lines))


def _stacked(
    above: tuple[Strip, ...], number: int, fitting: Sequence[Sequence[Sequence[Strip]]]
) -> Iterator[tuple[Strip, ...]]:
    """`above`, the last of which stands in row `number`, with strips for the lines that are still missing."""
    if not fitting:
        yield above
        return
    for below in range(number + 1, min(number + 1 + FARTHEST_ROW, len(fitting[0]))):
        for strip in fitting[0][below]:
            if _shares_width(above[-1], strip):
                yield from _stacked((*above, strip), below, fitting[1:])


def _shares_width(one: Strip, other: Strip) -> bool:
    """Whether two strips stand one below the other: the narrower one shares half of its width."""
    shared = min(one[-1].box[2], other[-1].box[2]) - max(one[0].box[0], other[0].box[0])
    return shared >= min(one[-1].box[2] - one[0].box[0], other[-1].box[2] - other[0].box[0]) / 2
