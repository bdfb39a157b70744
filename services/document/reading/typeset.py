"""Pages for text that comes without any: plain text and Word documents."""

import textwrap
from collections.abc import Iterable, Iterator
from itertools import islice
from types import TracebackType
from typing import Never, Self

from services.document.reading.errors import MOST_PAGES
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


def typeset(lines: Iterable[str], lines_a_page: int = LINES_A_PAGE) -> TypesetReader:
    """Wrap lines to LINE_WIDTH and fill pages with them, at least one; a line PAGE_BREAK starts a new page.

    Blank pages are left out. No more lines are taken than fill one page more than MOST_PAGES.
    """
    pages = (page for page in _fill(lines, lines_a_page) if any(page))
    return TypesetReader(list(islice(pages, MOST_PAGES + 1)) or [[]])


def _fill(lines: Iterable[str], lines_a_page: int) -> Iterator[list[str]]:
    page: list[str] = []
    for line in lines:
        # A number with hyphens is one word to whoever searches for it.
        for row in textwrap.wrap(line, LINE_WIDTH, break_on_hyphens=False) or [""]:
            if line == PAGE_BREAK or len(page) == lines_a_page:
                yield page
                page = []
            page.append(row)
    yield page
