"""Reading in another process: the same result, and an end whatever the file."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PIL import Image

from scripts.bench.hostile import FILES, doubling_forms_pdf, endless_content_pdf, photograph
from scripts.bench.pdf import long_pdf, one_page_pdf
from services.document.reading.document import open_document
from services.document.reading.errors import (
    CRASHED,
    TOO_MUCH_MEMORY,
    TOO_SLOW,
    ReaderFailed,
    ReaderKilled,
    UnreadableDocument,
)
from services.document.reading.isolation import IsolatedReader, IsolatedReaders
from services.document.reading.page import Page
from services.document.reading.reader_process import Limits
from tests.services.document.reading.files import PDF, real, saved

PATIENT = Limits(call_seconds=120, seconds=240)
"""Tests run beside others: here a file may end by what it takes, not because the machine is busy."""


@pytest.fixture
def readers() -> Iterator[IsolatedReaders]:
    made = IsolatedReaders(PATIENT)
    yield made
    made.close()


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    return saved(tmp_path, one_page_pdf("A letter."))


def process_of(reader: IsolatedReader) -> psutil.Process:
    return psutil.Process(reader.process.popen.pid)


def refusal(readers: IsolatedReaders, path: Path, content_type: str) -> str:
    """Why a file can't be read."""
    with pytest.raises(UnreadableDocument) as caught, readers.open(path, content_type) as reader:  # noqa: PT012
        if reader.read_text(1) is None:
            reader.render(1)
    return caught.value.reason


class TestSameResult:
    def test_text(self, readers: IsolatedReaders) -> None:
        path = real("form-i-9-blank.pdf")
        with open_document(path, PDF) as here, readers.open(path, PDF) as there:
            assert there.page_count == here.page_count
            assert there.read_text(1) == here.read_text(1)

    def test_picture(self, readers: IsolatedReaders, tmp_path: Path) -> None:
        path = tmp_path / "picture"
        Image.effect_noise((60, 40), 90).convert("RGB").save(path, "PNG")
        with open_document(path, "image/png") as here, readers.open(path, "image/png") as there:
            assert there.read_text(1) is None
            assert there.render(1).tobytes() == here.render(1).tobytes()

    def test_reason(self, readers: IsolatedReaders, tmp_path: Path) -> None:
        path = saved(tmp_path, b"%PDF-1.7\n%%EOF\n")
        assert refusal(readers, path, PDF) == "The PDF is damaged: it has no pages."


class TestProcess:
    def test_serves_the_next_file_too(self, readers: IsolatedReaders, letter: Path) -> None:
        used = set()
        for _ in range(2):
            with readers.open(letter, PDF) as reader:
                used.add(process_of(reader))
        assert len(used) == 1

    def test_two_files_at_once_have_two(self, readers: IsolatedReaders, letter: Path) -> None:
        with readers.open(letter, PDF) as one, readers.open(letter, PDF) as other:
            assert process_of(one) != process_of(other)
            assert one.read_text(1) == other.read_text(1)

    def test_after_an_unreadable_file_it_goes_on(self, readers: IsolatedReaders, tmp_path: Path, letter: Path) -> None:
        (tmp_path / "bad").mkdir()
        refusal(readers, saved(tmp_path / "bad", b"%PDF-1.7\n"), PDF)
        (idle,) = readers.idle
        with readers.open(letter, PDF) as reader:
            assert process_of(reader).pid == idle.popen.pid

    def test_one_that_grew_gives_way(self, letter: Path) -> None:
        readers = IsolatedReaders(Limits(retire_at=1))
        with readers.open(letter, PDF) as reader:
            grown = process_of(reader)
        assert not grown.is_running()
        with readers.open(letter, PDF) as reader:
            assert reader.read_text(1) is not None
        readers.close()

    def test_knows_no_secret(self, readers: IsolatedReaders, letter: Path) -> None:
        assert any(name.startswith("IMMIBLOX_") for name in os.environ)
        with readers.open(letter, PDF) as reader:
            assert not [name for name in process_of(reader).environ() if name.startswith("IMMIBLOX_")]

    def test_ends_with_the_one_who_asks(self, readers: IsolatedReaders, letter: Path) -> None:
        with readers.open(letter, PDF):
            pass
        (process,) = readers.idle
        process.requests.close()
        assert process.popen.wait(10) == 0


class TestEnd:
    def test_out_of_time(self, tmp_path: Path) -> None:
        readers = IsolatedReaders(Limits(call_seconds=0.5))
        assert refusal(readers, saved(tmp_path, doubling_forms_pdf()), PDF) == TOO_SLOW
        assert readers.idle == []

    def test_out_of_time_over_many_pages(self, tmp_path: Path) -> None:
        readers = IsolatedReaders(Limits(seconds=0.3))
        with (
            pytest.raises(UnreadableDocument, match=TOO_SLOW),
            readers.open(saved(tmp_path, long_pdf(300)), PDF) as reader,
        ):
            all(reader.read_text(number) for number in range(1, 301))

    def test_out_of_memory_in_a_library_of_c(self, readers: IsolatedReaders, tmp_path: Path) -> None:
        assert refusal(readers, saved(tmp_path, endless_content_pdf()), PDF) == CRASHED

    def test_out_of_memory_in_python(self, tmp_path: Path) -> None:
        readers = IsolatedReaders(Limits(memory=450_000_000))
        assert refusal(readers, saved(tmp_path, photograph()), "image/png") == TOO_MUCH_MEMORY
        readers.close()

    @pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
    def test_killed_by_somebody_else(self, readers: IsolatedReaders, letter: Path, how: signal.Signals) -> None:
        with pytest.raises(ReaderKilled), readers.open(letter, PDF) as reader:  # noqa: PT012
            reader.process.popen.send_signal(how)
            reader.process.popen.wait(10)
            reader.read_text(1)
        with readers.open(letter, PDF) as reader:
            assert reader.page_count == 1

    def test_mistake_of_ours_is_told_as_one(self, readers: IsolatedReaders, tmp_path: Path) -> None:
        path = saved(tmp_path, b"Text has no picture of its pages.")
        with pytest.raises(ReaderFailed, match="TypeError"), readers.open(path, "text/plain") as reader:
            reader.render(1)

    def test_idle_process_that_died_is_no_matter(self, readers: IsolatedReaders, letter: Path) -> None:
        with readers.open(letter, PDF):
            pass
        readers.idle[0].popen.kill()
        readers.idle[0].popen.wait(10)
        with readers.open(letter, PDF) as reader:
            assert isinstance(reader.read_text(1), Page)


QUICK = [name for name in FILES if "500 pages" not in name]


class TestHostileFiles:
    """Each takes less than the limits, or is refused with a sentence. A second or two a file is what they are for."""

    @pytest.mark.parametrize("name", QUICK)
    def test_is_read_or_refused(self, readers: IsolatedReaders, tmp_path: Path, name: str) -> None:
        path = saved(tmp_path, FILES[name].make())
        assert path.stat().st_size < 50 * 1024 * 1024
        content_type = FILES[name].content_type
        if name in REFUSED:
            assert refusal(readers, path, content_type) == REFUSED[name]
            return
        with readers.open(path, content_type) as reader:
            if reader.read_text(1) is None:
                assert max(reader.render(1).size) < 8000


TOO_LARGE = "The image is too large: more than 64 million pixels."
TOO_MANY = "The document has more than 2,000 pages."
REFUSED = {
    **{f"{kind}, 256 million pixels": TOO_LARGE for kind in ("PNG", "JPEG", "WebP", "HEIC", "TIFF")},
    "PNG with a comment of 60 MB": "The image is damaged.",
    "TIFF, 100 000 pages": TOO_MANY,
    "PDF, content of 4 GB": CRASHED,
    "PDF, page tree in a loop": "Page 1 of the PDF is damaged.",
    "PDF, forms that double": CRASHED,
    "DOCX that unpacks to 60 MB": "The Word document is too large to read.",
    "DOCX, billion laughs": "The Word document is damaged.",
    "DOCX, 100 000 paragraphs": TOO_MANY,
}
