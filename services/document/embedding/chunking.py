"""Cuts pages into pieces that are found and cited as one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from services.document.reading.page import Box, Line, Page, enclosing

CountTokens = Callable[[str], int]

MOST_TOKENS = 150
OVERLAP_TOKENS = 40
OVERLAP_LINES = 2
"""A chunk repeats the last lines of the one before it, so that a sentence across the cut stands whole in one."""

WASTE = 1.5
"""Lines share one box as long as its area isn't larger than theirs by more than this."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines of one page as they stand in `Page.text`; `position` counts the chunks of a document from 0."""

    page: int
    position: int
    text: str
    boxes: tuple[Box, ...]


def chunk_pages(pages: Sequence[Page], count_tokens: CountTokens) -> list[Chunk]:
    """Chunks of 100 to 150 tokens, never across pages; less only at the end of a page, more only for one long line."""
    pieces = [(page.number, lines) for page in pages for lines in _pieces(page.lines, count_tokens)]
    return [
        Chunk(page, position, "\n".join(line.text for line in lines), tuple(_merged([line.box for line in lines])))
        for position, (page, lines) in enumerate(pieces)
    ]


def _pieces(lines: Sequence[Line], count_tokens: CountTokens) -> Iterator[Sequence[Line]]:
    tokens = [count_tokens(line.text) for line in lines]
    start = 0
    while start < len(lines):
        end = _end(tokens, start)
        yield lines[start:end]
        if end == len(lines):
            return
        start = max(_overlap_start(tokens, end), start + 1)


def _end(tokens: Sequence[int], start: int) -> int:
    """As many lines as fit into MOST_TOKENS, at least one."""
    total = tokens[start]
    end = start + 1
    while end < len(tokens) and total + tokens[end] <= MOST_TOKENS:
        total += tokens[end]
        end += 1
    return end


def _overlap_start(tokens: Sequence[int], end: int) -> int:
    """Where the next chunk begins: before `end` by the lines that fit into the overlap."""
    start = end
    while start > max(0, end - OVERLAP_LINES) and sum(tokens[start - 1 : end]) <= OVERLAP_TOKENS:
        start -= 1
    return start


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """One box around lines that stand close together, as those of a paragraph do."""
    merged: list[Box] = []
    filled = 0.0
    for box in boxes:
        filled += _area(box)
        if merged and _area(together := enclosing((merged[-1], box))) <= WASTE * filled:
            merged[-1] = together
        else:
            merged.append(box)
            filled = _area(box)
    return [_rounded(box) for box in merged]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _rounded(box: Box) -> Box:
    x0, y0, x1, y1 = box
    return round(x0, 4), round(y0, 4), round(x1, 4), round(y1, 4)
