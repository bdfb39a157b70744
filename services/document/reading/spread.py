"""Places for text that has none of its own. They are good enough to highlight a line, not to measure."""

from collections.abc import Sequence

from services.document.reading.page import Box, Line, Word


def spread(texts: Sequence[str], box: Box, width: int | None = None) -> list[Line]:
    """Lay texts evenly down a box, one a line; a text without a word leaves its place empty.

    Along a line every character takes the same room: `width` of them fill the box, or else the text does.
    """
    x0, y0, x1, y1 = box
    height = (y1 - y0) / max(1, len(texts))
    lines = []
    for index, text in enumerate(texts):
        row = x0, y0 + index * height, x1, y0 + (index + 1) * height
        words = tuple(_along(text, row, max(len(text), width or 1)))
        if words:
            lines.append(Line(words))
    return lines


def _along(text: str, row: Box, width: int) -> list[Word]:
    x0, y0, x1, y1 = row
    step = (x1 - x0) / width
    words = []
    end = 0
    for word in text.split():
        start = text.index(word, end)
        end = start + len(word)
        words.append(Word(word, (x0 + start * step, y0, x0 + end * step, y1)))
    return words
