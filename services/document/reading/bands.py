"""Cutting pages that are too tall or too large for one picture into bands that overlap."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

WIDEST_BAND = 3500
"""Pixels: an A3 page at 200 dpi."""

MOST_PIXELS = 4_200_000
"""Of a band: as many as a page of A4 at 200 dpi, so that it takes no more memory."""

TALL = 3.0
"""Height to width from which a page is a till receipt or a long screenshot, illegible when shrunk to one picture."""

SAMPLE = 1.4
"""Height to width of what is read of a tall page to see which way up it stands."""

OVERLAP = 0.1
"""Of the width: a line that leans by 5 degrees still stands in one of two bands as a whole."""

LEAST_OVERLAP = 100
"""Pixels."""


@dataclass(frozen=True, slots=True)
class Band:
    """From `top` to `bottom`; it answers for the lines whose middle stands between `first` and `last`."""

    top: int
    bottom: int
    first: float
    last: float

    def owns(self, middle: float) -> bool:
        return self.first <= middle < self.last


def is_tall(size: tuple[int, int]) -> bool:
    width, height = size
    return height > TALL * width


def sample(page: Image.Image) -> Image.Image:
    """The upper end of a tall page, any other page as a whole."""
    return page.crop((0, 0, page.width, round(SAMPLE * page.width))) if is_tall(page.size) else page


def bands(size: tuple[int, int]) -> Iterator[Band]:
    """The bands of a page of `size`, from the top; together they own all of it, and no height twice."""
    width, height = size
    overlap = max(LEAST_OVERLAP, round(OVERLAP * width))
    tallest = max(2 * overlap, min(MOST_PIXELS // width, WIDEST_BAND))
    top, first = 0, float("-inf")
    while top + tallest < height:
        last = top + tallest - overlap / 2
        yield Band(top, top + tallest, first, last)
        top, first = top + tallest - overlap, last
    yield Band(top, height, first, float("inf"))
