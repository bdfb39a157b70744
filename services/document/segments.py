"""Pieces of a page as the eye groups them, and text in a form that survives OCR.

A reader may hand over a table row as one line. A segment is a part of a line without a wide gap, so a label and its
value in the next column, or two captions side by side, are two segments.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from services.document.reading.page import Box, Page, ReadingMethod, Word, enclosing

# In widths of a character: a space is about one, a column gap many.
WIDE_GAP = 2.6
# More than a page can show; one with more was made to keep its reader busy.
MOST_LINES = 2000
# "8.", "1.a.", "4d", "15", "1,2", "(b)", "a": numbers of forms' items and of the fields of a driver's licence.
_ITEM_NUMBER = re.compile(
    r"\s*(?:[•▪►*-]\s*|\(?\d{1,2}(?:[.,]?\d{1,2})?\.?[a-zA-Z]?[.)]?\s+|\(?[a-zA-Z][.)]\s*|[a-z]\s+(?=[A-Z]))+"
)
_NOT_TELLING = re.compile(r"[^\w#]+|_+")


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Words of one line that stand together; `character` is their mean width in page fractions."""

    text: str
    folded: str
    box: Box
    page: int
    method: ReadingMethod
    score: float
    character: float

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


def fold(text: str) -> str:
    """`text` without case, accents, spaces and punctuation, which OCR loses first; `#` stays, as in `USCIS#`."""
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return _NOT_TELLING.sub("", text.casefold())


def item_number(text: str) -> int:
    """How many characters at the start of `text` only number a caption."""
    match = _ITEM_NUMBER.match(text)
    return match.end() if match else 0


def position_after(text: str, folded_length: int) -> int:
    """Index in `text` just behind the characters that fold to the first `folded_length` characters."""
    seen = 0
    for index, sign in enumerate(text):
        if seen >= folded_length:
            return index
        seen += len(fold(sign))
    return len(text)


def segments(page: Page) -> list[Segment]:
    """The segments of a page's first lines in reading order, without those that are only punctuation."""
    found = (_segment(words, page) for line in page.lines[:MOST_LINES] for words in _groups(line.words))
    return [segment for segment in found if segment.folded]


def _groups(words: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    if not words:
        return
    gap = WIDE_GAP * median(_character(word) for word in words)
    start = 0
    for index in range(1, len(words)):
        if words[index].box[0] - words[index - 1].box[2] > gap:
            yield words[start:index]
            start = index
    yield words[start:]


def _segment(words: tuple[Word, ...], page: Page) -> Segment:
    text = " ".join(word.text for word in words)
    box = enclosing(tuple(word.box for word in words))
    score = sum(word.score for word in words) / len(words)
    return Segment(text, fold(text), box, page.number, page.method, score, (box[2] - box[0]) / max(len(text), 1))


def _character(word: Word) -> float:
    return (word.box[2] - word.box[0]) / max(len(word.text), 1)
