"""Pages for text that comes without any: plain text and Word documents."""

import textwrap
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Never, Self

from services.document.reading.page import Page, ReadingMethod
from services.document.reading.spread import spread

LINE_WIDTH = 95
LINES_A_PAGE = 50
PAGE_BREAK = "\f"
TYPE_AREA = (0.08, 0.08, 0.92, 0.92)


class TypesetReader:
    """Serves pages of text; where their lines stand is made up: LINES_A_PAGE down, LINE_WIDTH characters across."""

    def __init__(self, pages: list[list[str]]) -> None:
        self._pages = pages
        self.page_count = len(pages)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """There is nothing to close."""

    def read_text(self, number: int) -> Page:
        texts = self._pages[number - 1]
        rows = texts + [""] * (LINES_A_PAGE - len(texts))
        return Page(number, tuple(spread(rows, TYPE_AREA, LINE_WIDTH)), ReadingMethod.TEXT)

    def render(self, _number: int) -> Never:
        """Text always has its text, so nobody asks for a picture of it."""
        raise TypeError("a text has no picture of its pages")


def paginate(paragraphs: Iterable[str], lines_a_page: int = LINES_A_PAGE) -> Iterator[list[str]]:
    """Wrap paragraphs to lines and fill pages with them, at least one; PAGE_BREAK in a paragraph starts a new page.

    Pages without a word are left out.
    """
    page: list[str] = []
    count = 0
    for paragraph in paragraphs:
        for part_number, part in enumerate(paragraph.split(PAGE_BREAK)):
            ...
