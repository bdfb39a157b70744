"""From words scattered over a page to lines in reading order.

All boxes here are in one unit for both axes (points or pixels) on a page that stands upright and straight: distances
across and down are compared with each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean

from services.document.reading.page import Box, Line, Word, enclosing

WIDEST_SPACE = 1.0
"""In line heights: justified text stays below; the gap between two fields or two columns is above."""

COLUMN_LINES = 3
COLUMN_CHARACTERS = 15
COLUMN_DENSITY = 0.4
"""What makes a block running text: lines, mean characters a line, and the share of its area that they cover. Labels
and values of a form fall short of it, and are read row by row."""

GUTTER_STEPS = 100


@dataclass(frozen=True, slots=True)
class Placed[Item: (Word, Line)]:
    item: Item
    box: Box
