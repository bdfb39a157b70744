"""Cutting pages into pieces that are found and cited as one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from services.document.reading.page import Box, Line, Page, enclosing

TOKENS = 140
"""A piece has at most so many tokens of the model, unless a single line has more."""

OVERLAP_TOKENS = 30
"""So much of the end of a piece begins the next one, in whole lines."""

PARAGRAPH_GAP = 0.6
"""Of a line's height: a wider gap begins another box."""


@dataclass(frozen=True, slots=True)
class TextChunk:
    """Whole lines of one page: `text` stands on the page as it is, `boxes` enclose its blocks of lines."""

    page: int
    position: int
    text: str
    boxes: list[Box]


def chunk_pages(pages: Iterable[Page], count_tokens: Callable[[str], int]) -> list[TextChunk]:
    """The pieces of all pages in order; none crosses a page, and an empty page has none."""
    cut = [(page, lines) for page in pages for lines in _pieces(page.lines, count_tokens)]
    return [
        TextChunk(page.number, position, "\n".join(line.text for line in lines), blocks(lines))
        for position, (page, lines) in enumerate(cut)
    ]


def _pieces(lines: Sequence[Line], count_tokens: Callable[[str], int]) -> Iterator[Sequence[Line]]:
    tokens = [count_tokens(line.text) for line in lines]
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and sum(tokens[start : end + 1]) <= TOKENS:
            end += 1
        yield lines[start:end]
        if end == len(lines):
            return
        start = _overlap_start(tokens, start, end)


def _overlap_start(tokens: Sequence[int], start: int, end: int) -> int:
    """The first line of the next piece: never the first of this one, so that pieces move on."""
    following = end
    while following - 1 > start and sum(tokens[following - 1 : end]) <= OVERLAP_TOKENS:
        following -= 1
    return following


def blocks(lines: Sequence[Line]) -> list[Box]:
    """Boxes around lines that follow each other closely, in reading order."""
    groups: list[list[Box]] = []
    for line in lines:
        if groups and _continues(groups[-1][-1], line.box):
            groups[-1].append(line.box)
        else:
            groups.append([line.box])
    return [enclosing(tuple(group)) for group in groups]


def _continues(above: Box, below: Box) -> bool:
    height = max(above[3] - above[1], below[3] - below[1])
    overlaps = min(above[2], below[2]) > max(above[0], below[0])
    return overlaps and -height < below[1] - above[3] <= PARAGRAPH_GAP * height
