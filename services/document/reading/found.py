"""Lines as OCR found them: what they tell of how the page stands, and their order."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from services.document.reading.layout import reading_order
from services.document.reading.page import Box, Line

UPRIGHT_SCORE = 0.88
"""Score below which a page is tried other ways up: upright pages score about 0.99, those upside down 0.7."""

TALL = 1.5
"""Height to width from which RapidOCR turns a line counterclockwise before it reads it."""

SIDEWAYS_MALUS = 0.15
"""Turned lines of a sideways page score as well as those of the upright page, which yet gives the better lines."""

Corners = list[list[float]]
"""Upper left, upper right, lower right and lower left of a rectangle that may lean, in pixels."""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line with its boxes on the page as it came, and its corners on the picture as it was read."""

    line: Line
    corners: Corners

    @property
    def width(self) -> float:
        return math.dist(self.corners[0], self.corners[1])

    @property
    def pitch(self) -> float:
        """Pixels a character."""
        return self.width / len(self.line.text)

    @property
    def slope(self) -> float:
        """Of the upper edge, in radians; positive where it falls to the right."""
        (x0, y0), (x1, y1) = self.corners[:2]
        return math.atan2(y1 - y0, x1 - x0)

    @property
    def is_sideways(self) -> bool:
        return math.dist(self.corners[0], self.corners[3]) > TALL * self.width


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out with the page turned clockwise by `rotation`; `certainty` is the mean score by characters."""

    found: list[FoundLine]
    rotation: int
    certainty: float
    is_sideways: bool

    @property
    def score(self) -> float:
        return self.certainty - SIDEWAYS_MALUS * self.is_sideways

    @property
    def other_turns(self) -> tuple[int, ...]:
        """Which turns may do better, the likelier one first."""
        if not self.found or self.score >= UPRIGHT_SCORE:
            return ()
        if not self.is_sideways:
            return (180,)
        return (270, 90) if self.certainty >= UPRIGHT_SCORE else (90, 270)


def reading_of(found: list[FoundLine], rotation: int) -> Reading:
    """The reading that `found` makes of a page turned by `rotation`."""
    if not found:
        return Reading([], rotation, 0.0, is_sideways=False)
    lengths = [len(one.line.text) for one in found]
    sideways = np.average([one.is_sideways for one in found], weights=lengths)
    certainty = np.average([one.line.score for one in found], weights=lengths)
    return Reading(found, rotation, float(certainty), bool(sideways > 0.5))


def in_order(found: Sequence[FoundLine]) -> list[Line]:
    """Reading order on the page set straight: the wider half of the lines tells how far it leans."""
    if not found:
        return []
    usual = median(line.width for line in found)
    skew = median(line.slope for line in found if line.width >= usual)
    return reading_order([(_straightened(line.corners, skew), line.line) for line in found])


def _straightened(corners: Corners, skew: float) -> Box:
    xs = [x * math.cos(skew) + y * math.sin(skew) for x, y in corners]
    ys = [y * math.cos(skew) - x * math.sin(skew) for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
