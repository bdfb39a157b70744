"""Pages for text that comes without any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.reading.errors import MOST_PAGES
from services.document.reading.typeset import LINE_WIDTH, LINES_A_PAGE, PAGE_BREAK, TypesetReader, typeset


def texts(reader: TypesetReader) -> list[str]:
    return [reader.read_text(number).text for number in range(1, reader.page_count + 1)]


def test_fills_pages() -> None:
    pages = texts(typeset(f"line {number}" for number in range(LINES_A_PAGE + 1)))
    assert [len(page.splitlines()) for page in pages] == [LINES_A_PAGE, 1]


def test_breaks_start_pages_and_blank_ones_are_left_out() -> None:
    assert texts(typeset(["one", PAGE_BREAK, PAGE_BREAK, " ", PAGE_BREAK, "two"])) == ["one", "two"]


def test_wraps_long_lines_between_words_and_never_at_a_hyphen() -> None:
    (page,) = texts(typeset(["OMB No. 1615-0047 " * 20]))
    assert max(map(len, page.splitlines())) <= LINE_WIDTH
    assert page.split().count("1615-0047") == 20


def test_lines_stand_evenly_down_the_page() -> None:
    page = typeset(["first", "", "third"]).read_text(1)
    first, third = (line.box for line in page.lines)
    assert third[1] - first[1] == pytest.approx(2 * (first[3] - first[1]))
    assert third[3] < 0.2


def test_nothing_to_read_is_one_blank_page() -> None:
    assert texts(typeset([])) == [""]


def test_stops_after_one_page_too_many() -> None:
    endless = iter(lambda: PAGE_BREAK + "x", "")
    assert typeset(endless, 1).page_count == MOST_PAGES + 1


@given(st.lists(st.text(max_size=300), max_size=80))
def test_keeps_every_character_that_is_no_space(lines: list[str]) -> None:
    read = "".join(texts(typeset(lines)))
    assert "".join(read.split()) == "".join("".join(lines).split())
