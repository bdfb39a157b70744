"""Places for text that has none of its own."""

from collections.abc import Sequence

from services.document.reading.page import Box, Line, Word


def spread(texts: Sequence[str], box: Box) -> list[Line]:
    """Lay lines of text evenly over a box, and the words of each along it by their length in characters.

    The places are made up: good enough to highlight, not to measure. Texts without a word are left out.
    """
    x0, y0, x1, y1 = box
    height = (y1 - y0) / max(1, len(texts))
    lines = [
        along(text, (x0, y0 + index * height, x1, y0 + (index + 1) * height)) for index, text in enumerate(texts)
    ]
    return [line for line in lines if line.words]


def along(text: str, box: Box) -> Line:
    """One line, each word as wide as its share of the characters."""
    x0, y0, x1, y1 = box
    width = (x1 - x0) / max(1, len(text))
    words = []
    end = 0
    for word in text.split():
        start = text.index(word, end)
        end = start + len(word)
        words.append(Word(word, (x0 + start * width, y0, x0 + end * width, y1)))
    return Line(tuple(words))
