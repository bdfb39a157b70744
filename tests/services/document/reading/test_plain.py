"""Plain text files."""

from pathlib import Path

import pytest

from services.document.reading.errors import MOST_PAGES, UnreadableDocument
from services.document.reading.plain import read_plain_text
from tests.services.document.reading.files import saved


def texts(path: Path) -> list[str]:
    reader = read_plain_text(path)
    return [reader.read_text(number).text for number in range(1, reader.page_count + 1)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = saved(tmp_path, "Имя: Швейк\r\nשם\n\n護照".encode(encoding))
    assert texts(path) == ["Имя: Швейк\nשם\n護照"]


def test_form_feeds_part_pages(tmp_path: Path) -> None:
    assert texts(saved(tmp_path, b"one\n\ftwo\f\nthree")) == ["one", "two", "three"]


def test_one_endless_line(tmp_path: Path) -> None:
    pages = texts(saved(tmp_path, b"word " * 20_000))
    assert sum(page.split().count("word") for page in pages) == 20_000


def test_file_without_end_is_not_taken_in_whole(tmp_path: Path) -> None:
    assert read_plain_text(saved(tmp_path, b"x\n" * 500_000)).page_count == MOST_PAGES + 1


def test_other_bytes(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_plain_text(saved(tmp_path, b"caf\xe9 " * 10))
    assert caught.value.reason == "The file isn't text in UTF-8 or UTF-16."
