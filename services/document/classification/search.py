"""Finding wording on a page, whatever line breaks and lost spaces stand in between."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from statistics import median

from services.document.reading.page import Box, Page, enclosing
from services.document.segments import Segment, fold, segments

FIRST_PAGE_WEIGHT = 1.0
LATER_PAGE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Hit:
    """Folded wording found at `start` of a page's folded text.

    `coverage` is the share of the segments it spans that is wording, its own or other: `Identity Card / Carte
    d'identité` is nothing but titles.
    """

    needle: str
    start: int
    starts_segment: bool
    spanned: tuple[Segment, ...]
    coverage: float = 0.0

    @property
    def end(self) -> int:
        return self.start + len(self.needle)

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.spanned)

    @property
    def box(self) -> Box:
        return enclosing(tuple(segment.box for segment in self.spanned))

    @property
    def height(self) -> float:
        """Height of the tallest line, in page fractions."""
        return max(segment.height for segment in self.spanned)


class PageText:
    """A page as text to search; `is_first` tells the first page of the document that has any."""

    def __init__(self, page: Page, *, is_first: bool) -> None:
        self.number = page.number
        self.is_first = is_first
        self.weight = FIRST_PAGE_WEIGHT if is_first else LATER_PAGE_WEIGHT
        self.segments = segments(page)

    @cached_property
    def text(self) -> str:
        """The segments, one a line."""
        return "\n".join(segment.text for segment in self.segments)

    @cached_property
    def line_height(self) -> float:
        """Median height of a segment, in page fractions."""
        return median(segment.height for segment in self.segments)

    @cached_property
    def _line_starts(self) -> list[int]:
        return list(accumulate((len(segment.text) + 1 for segment in self.segments), initial=0))[:-1]

    @cached_property
    def _folded_starts(self) -> list[int]:
        return list(accumulate((len(segment.folded) for segment in self.segments), initial=0))[:-1]

    @cached_property
    def _folded(self) -> str:
        return "".join(segment.folded for segment in self.segments)

    def segment_at(self, index: int) -> Segment:
        """The segment that holds the character at `index` of `text`."""
        return self.segments[bisect_right(self._line_starts, index) - 1]

    def own_segments(self, references: Iterable[str]) -> Iterator[Segment]:
        """Segments that speak of this document: not those that start with or stand behind one of `references`."""
        labels = tuple(references)
        previous = ""
        for segment in self.segments:
            if previous not in labels and not _starts_with_reference(segment, labels):
                yield segment
            previous = segment.folded

    def longest_hits(self, needles: Iterable[str], references: Iterable[str]) -> Iterator[Hit]:
        """Each place where one of the folded `needles` stands and no longer one does."""
        own = {id(segment) for segment in self.own_segments(references)}
        hits = self._without_parts(
            sorted((needle for needle in needles if needle in self._folded), key=len, reverse=True)
        )
        wording = Counter[int]()
        for hit in hits:
            if len(hit.spanned) == 1:
                wording[id(hit.spanned[0])] += len(hit.needle)
        for hit in hits:
            if id(hit.spanned[0]) in own:
                length = len(hit.needle) if len(hit.spanned) > 1 else wording[id(hit.spanned[0])]
                whole = sum(_comparable(segment.folded, hit.needle) for segment in hit.spanned)
                yield replace(hit, coverage=min(1.0, length / whole))

    def _without_parts(self, longest_first: Iterable[str]) -> list[Hit]:
        """The hits of each needle that do not lie in those of longer ones."""
        taken = bytearray(len(self._folded))
        found: list[Hit] = []
        for needle in longest_first:
            hits = [hit for hit in self._hits(needle) if taken.find(0, hit.start, hit.end) >= 0]
            for hit in hits:
                taken[hit.start : hit.end] = b"\1" * len(needle)
            found += hits
        return found

    def _hits(self, needle: str) -> Iterator[Hit]:
        start = self._folded.find(needle)
        while start >= 0:
            end = start + len(needle)
            first = bisect_right(self._folded_starts, start) - 1
            last = bisect_right(self._folded_starts, end - 1) - 1
            yield Hit(needle, start, start == self._folded_starts[first], tuple(self.segments[first : last + 1]))
            start = self._folded.find(needle, end)


def _comparable(folded: str, needle: str) -> int:
    """The length of a segment beside wording: what stands there in another alphabet is a translation."""
    if not needle.isascii() or folded.isascii():
        return len(folded)
    return max(len(needle), sum(sign.isascii() for sign in folded))


def _starts_with_reference(segment: Segment, references: tuple[str, ...]) -> bool:
    label, colon, _ = segment.text.partition(":")
    long_enough = segment.folded.startswith(tuple(word for word in references if len(word) > len("subject")))
    return long_enough or bool(colon and fold(label) in references)
