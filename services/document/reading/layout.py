"""From words scattered over a page to lines in reading order.

The boxes beside words and lines here are in one unit for both axes (points or pixels), on a page that stands upright
and straight: distances across and down are compared with each other.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from statistics import mean

from services.document.reading.page import Box, Line, Word, enclosing

PlacedWord = tuple[Box, Word]
PlacedLine = tuple[Box, Line]

WIDEST_SPACE = 0.7
"""In line heights. Spaces of justified text are narrower; gaps between two fields or two columns are wider."""

COLUMN_LINES = 3
COLUMN_CHARACTERS = 15
COLUMN_DENSITY = 0.4
"""What makes a column of running text: lines, mean characters a line, and the share of its area that the lines cover.
Labels and values of a form fall short of it and are read row by row."""

GUTTER_STEPS = 100
PRUNED_EVERY = 32


def group_lines(words: Sequence[PlacedWord]) -> list[PlacedLine]:
    """Join words that stand side by side, at most WIDEST_SPACE apart. The lines come in no particular order."""
    lines: list[list[PlacedWord]] = []
    growing: list[list[PlacedWord]] = []
    for count, word in enumerate(sorted(words, key=lambda placed: placed[0][0])):
        if count % PRUNED_EVERY == 0:
            growing = [line for line in growing if _reaches(line[-1][0], word[0][0])]
        line = _line_of(word[0], growing)
        if line is None:
            line = []
            lines.append(line)
            growing.append(line)
        line.append(word)
    return [(enclosing(tuple(box for box, _ in line)), Line(tuple(word for _, word in line))) for line in lines]


def _line_of(box: Box, growing: Sequence[list[PlacedWord]]) -> list[PlacedWord] | None:
    """The line that a word goes on with."""
    _, top, _, bottom = box
    # A page has hundreds of words and dozens of lines: what stands elsewhere must cost no call.
    level = [line for line in growing if line[-1][0][3] > top and line[-1][0][1] < bottom]
    near = [line for line in level if _overlap(line[-1][0], box) >= 0.5 and _gap(line[-1][0], box) <= WIDEST_SPACE]
    return max(near, key=lambda line: _overlap(line[-1][0], box), default=None)


def _reaches(last: Box, x: float) -> bool:
    """Whether a word that begins at `x` can be near enough to the end of a line."""
    return x - last[2] <= WIDEST_SPACE * (last[3] - last[1])


def reading_order(lines: Sequence[PlacedLine]) -> list[Line]:
    """Top to bottom, row by row; columns of running text one after the other, left to right."""
    by_height = sorted(lines, key=lambda line: line[0][1] + line[0][3])
    columns = max(_columns(by_height), key=itemgetter(0), default=None)
    if columns is None:
        return [line for row in _rows(by_height) for _, line in row]
    count, first, gutter = columns
    beside = by_height[first : first + count]
    left = [line for line in beside if line[0][2] <= gutter]
    right = [line for line in beside if line[0][2] > gutter]
    parts = by_height[:first], left, right, by_height[first + count :]
    return [line for part in parts for line in reading_order(part)]


def _columns(lines: Sequence[PlacedLine]) -> Iterator[tuple[int, int, float]]:
    """Each stretch of lines that a vertical gutter parts into two columns: how many lines, the first, the gutter."""
    if len(lines) < 2 * COLUMN_LINES:
        return
    left, _, right, _ = enclosing(tuple(box for box, _ in lines))
    for step in range(1, GUTTER_STEPS):
        gutter = left + (right - left) * step / GUTTER_STEPS
        first = 0
        for crossing, group in groupby(lines, key=lambda line: line[0][0] < gutter < line[0][2]):
            stretch = list(group)
            if not crossing and _parts(stretch, gutter):
                yield len(stretch), first, gutter
            first += len(stretch)


def _parts(stretch: Sequence[PlacedLine], gutter: float) -> bool:
    left = [line for line in stretch if line[0][2] <= gutter]
    right = [line for line in stretch if line[0][2] > gutter]
    return _is_running_text(left) and _is_running_text(right) and _overlap(_around(left), _around(right)) >= 0.5


def _is_running_text(lines: Sequence[PlacedLine]) -> bool:
    if len(lines) < COLUMN_LINES or mean(len(line.text) for _, line in lines) < COLUMN_CHARACTERS:
        return False
    return sum(_area(box) for box, _ in lines) >= COLUMN_DENSITY * _area(_around(lines))


def _rows(lines: Sequence[PlacedLine]) -> Iterator[list[PlacedLine]]:
    """Lines that stand at one height, left to right; `lines` come sorted by height."""
    row: list[PlacedLine] = []
    for line in lines:
        if row and _overlap(row[0][0], line[0]) < 0.5:
            yield sorted(row, key=lambda placed: placed[0][0])
            row = []
        row.append(line)
    if row:
        yield sorted(row, key=lambda placed: placed[0][0])


def _around(lines: Sequence[PlacedLine]) -> Box:
    return enclosing(tuple(box for box, _ in lines))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _gap(left: Box, right: Box) -> float:
    """From the end of one box to the start of the other, in heights of the lower one."""
    return (right[0] - left[2]) / min(left[3] - left[1], right[3] - right[1])


def _overlap(one: Box, other: Box) -> float:
    """The share of the lower box's height at which both stand; zero or less where they stand one below the other."""
    return (min(one[3], other[3]) - max(one[1], other[1])) / min(one[3] - one[1], other[3] - other[1])
