"""Characters of a page with their places, in strips that may each be one line of a machine readable zone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.document.mrz.alphabet import fold
from services.document.reading.page import Box, Line, Page, Word
from services.document.reading.turning import turned

MOST_PIECES = 4
"""Pieces of one line that are tried together; wider rows are tables, not zones."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as read, with its box on the page as the reader turned it, and the reader's certainty.

    Where `is_read` is false it is a filler that the reader must have left out.
    """

    character: str
    box: Box
    score: float
    is_read: bool = True


Strip = tuple[Glyph, ...]


def text_of(strip: Strip) -> str:
    return "".join(glyph.character for glyph in strip)


def words_of(page: Page) -> frozenset[str]:
    """The words of a page, and its lines without their spaces."""
    return frozenset(fold(text) for line in page.lines for text in (*line.text.split(), line.text)) - {""}


def rows_of(page: Page) -> list[list[Strip]]:
    """Strips by height on the page, top first. A row holds each of its lines and words alone and neighbours joined.

    A page that was turned to be read is looked at as the reader saw it.
    """
    return [list(_strips(row, page.rotation)) for row in _rows(page)]


def _rows(page: Page) -> list[list[Line]]:
    """Lines that stand side by side, left to right."""
    placed = [(turned(line.box, page.rotation), line) for line in page.lines if line.words]
    rows: list[list[tuple[Box, Line]]] = []
    for box, line in sorted(placed, key=lambda one: one[0][1] + one[0][3]):
        if rows and all(_beside(box, other) for other, _ in rows[-1]):
            rows[-1].append((box, line))
        else:
            rows.append([(box, line)])
    return [[line for _, line in sorted(row, key=lambda one: one[0][0])] for row in rows]


def _beside(one: Box, other: Box) -> bool:
    """Whether two boxes share more than half of the lower one's height, and none of their width to speak of."""
    height = min(one[3] - one[1], other[3] - other[1])
    width = min(one[2] - one[0], other[2] - other[0])
    shared_height = min(one[3], other[3]) - max(one[1], other[1])
    shared_width = min(one[2], other[2]) - max(one[0], other[0])
    return shared_height > height / 2 and shared_width < width / 10


def _strips(row: Sequence[Line], rotation: int) -> Iterator[Strip]:
    lines = [[_glyphs(word, rotation) for word in line.words] for line in row]
    for start in range(len(lines)):
        for stop in range(start + 1, min(start + MOST_PIECES, len(lines)) + 1):
            yield tuple(glyph for words in lines[start:stop] for word in words for glyph in word)
    yield from (word for words in lines if len(words) > 1 for word in words)


def _glyphs(word: Word, rotation: int) -> Strip:
    """The characters of a word, each with its share of the box: the zone's type has one width (ICAO 9303-3, 4)."""
    characters = fold(word.text)
    x0, y0, x1, y1 = turned(word.box, rotation)
    step = (x1 - x0) / max(len(characters), 1)
    return tuple(
        Glyph(character, (x0 + index * step, y0, x0 + (index + 1) * step, y1), word.score)
        for index, character in enumerate(characters)
    )
