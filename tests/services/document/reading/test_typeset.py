"""Pages for text that comes without any, and plain text files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.reading.errors import MOST_PAGES, UnreadableDocument
from services.document.reading.plain import read_plain_text
from services.document.reading.typeset import LINE_WIDTH, LINES_A_PAGE, PAGE_BREAK, TypesetReader, typeset
from tests.services.document.reading.files import saved


def texts(reader: TypesetReader) -> list[str]:
    return [reader.read_text(number).text for number in range(1, reader.page_count + 1)]


class TestTypeset:
    def test_fills_pages(self) -> None:
        pages = texts(typeset(f"line {number}" for number in range(LINES_A_PAGE + 1)))
        assert [len(page.splitlines()) for page in pages] == [LINES_A_PAGE, 1]

    def test_breaks_start_pages_and_blank_ones_are_left_out(self) -> None:
        assert texts(typeset(["one", PAGE_BREAK, PAGE_BREAK, " ", PAGE_BREAK, "two"])) == ["one", "two"]

    def test_wraps_long_lines_between_words_and_never_at_a_hyphen(self) -> None:
        (page,) = texts(typeset(["OMB No. 1615-0047 " * 20]))
        assert max(map(len, page.splitlines())) <= LINE_WIDTH
        assert page.split().count("1615-0047") == 20

    def test_lines_stand_evenly_down_the_page(self) -> None:
        page = typeset(["first", "", "third"]).read_text(1)
        first, third = (line.box for line in page.lines)
        assert third[1] - first[1] == pytest.approx(2 * (first[3] - first[1]))
        assert third[3] < 0.2

    def test_nothing_to_read_is_one_blank_page(self) -> None:
        assert texts(typeset([])) == [""]

    def test_stops_after_one_page_too_many(self) -> None:
        endless = iter(lambda: PAGE_BREAK + "x", "")
        assert typeset(endless, 1).page_count == MOST_PAGES + 1

    @given(st.lists(st.text(max_size=300), max_size=80))
    def test_keeps_every_character_that_is_no_space(self, lines: list[str]) -> None:
        read = "".join(texts(typeset(lines)))
        assert "".join(read.split()) == "".join("".join(lines).split())


class TestPlainText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_encodings(self, tmp_path: Path, encoding: str) -> None:
        path = saved(tmp_path, "Имя: Швейк\r\nשם\n\n護照".encode(encoding))
        assert texts(read_plain_text(path)) == ["Имя: Швейк\nשם\n護照"]

    def test_form_feeds_part_pages(self, tmp_path: Path) -> None:
        assert texts(read_plain_text(saved(tmp_path, b"one\n\ftwo\f\nthree"))) == ["one", "two", "three"]

    def test_one_endless_line(self, tmp_path: Path) -> None:
        reader = read_plain_text(saved(tmp_path, b"word " * 20_000))
        assert sum(page.split().count("word") for page in texts(reader)) == 20_000

    def test_file_without_end_is_not_taken_in_whole(self, tmp_path: Path) -> None:
        assert read_plain_text(saved(tmp_path, b"x\n" * 500_000)).page_count == MOST_PAGES + 1

    def test_other_bytes(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableDocument) as caught:
            read_plain_text(saved(tmp_path, b"caf\xe9 " * 10))
        assert caught.value.reason == "The file isn't text in UTF-8 or UTF-16."
