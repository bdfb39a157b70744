"""What reading a file yields: pages of lines of words, each with its place.

A box is `(x0, y0, x1, y1)` in fractions of the page as a viewer shows it, origin top left. Where the reader turned
a page to read it, boxes are turned back.
"""

from dataclasses import dataclass
from enum import StrEnum

Box = tuple[float, float, float, float]


class ReadingMethod(StrEnum):
    """How the text of a page was obtained."""

    TEXT = "text"
    OCR = "ocr"


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `score` is the reader's certainty, 0 to 1 (1 for a text layer)."""

    text: str
    box: Box
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand on one line, left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        return enclosing(tuple(word.box for word in self.words))

    @property
    def score(self) -> float:
        return sum(word.score for word in self.words) / len(self.words)


@dataclass(frozen=True, slots=True)
class Page:
    """One page, `number` counted from 1; `rotation` is how far the reader turned it clockwise to read it."""

    number: int
    lines: tuple[Line, ...]
    method: ReadingMethod
    rotation: int = 0

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def score(self) -> float:
        """Mean certainty of the lines; 1.0 for an empty page."""
        return sum(line.score for line in self.lines) / len(self.lines) if self.lines else 1.0


def enclosing(boxes: tuple[Box, ...]) -> Box:
    """The smallest box around all of `boxes` (at least one)."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
