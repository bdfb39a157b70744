"""What holds for any input of the parsers that are our own."""

import io
from collections import Counter
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from services.document.reading.errors import UnreadableDocument
from services.document.reading.images import ImageReader
from services.document.reading.layout import PlacedWord, group_lines, reading_order
from services.document.reading.page import Word
from services.document.reading.plain import read_plain_text
from services.document.reading.sniff import SIGNATURES, TEXT, sniff
from tests.services.document.reading.files import DOCX, docx, one_page, paragraph, saved, shown

IN_A_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

# Numbers too small to be normal: a library that ran before may have told the processor to do without them.
plain = partial(st.floats, allow_subnormal=False)
places = st.tuples(plain(0, 600), plain(0, 600), plain(1, 80), plain(4, 30))


def words_of(boxes: list[tuple[float, float, float, float]]) -> list[PlacedWord]:
    return [
        ((x, y, x + width, y + height), Word(f"w{number}", (0.0, 0.0, 1.0, 1.0)))
        for number, (x, y, width, height) in enumerate(boxes)
    ]


def _files() -> list[bytes]:
    pictures = []
    for kind in ("PNG", "JPEG", "WEBP", "TIFF"):
        content = io.BytesIO()
        Image.effect_noise((24, 24), 90).convert("RGB").save(content, kind)
        pictures.append(content.getvalue())
    return [*pictures, one_page(shown("text")), docx(paragraph("text")), "Grüße".encode(), "Grüße".encode("utf-16")]


FILES = _files()
PICTURES = dict(zip(("png", "jpeg", "webp", "tiff"), FILES, strict=False))


@given(st.one_of(st.binary(max_size=3000), st.tuples(st.sampled_from(FILES), st.binary(max_size=60)).map(b"".join)))
def test_sniffing_knows_a_type_or_none_and_goes_back_to_the_start(content: bytes) -> None:
    file = io.BytesIO(content)
    assert sniff(file) in {None, TEXT, DOCX, *SIGNATURES}
    assert file.tell() == 0


@given(st.sampled_from(FILES), st.data())
def test_sniffing_a_cut_file_raises_nothing(content: bytes, data: st.DataObject) -> None:
    sniff(io.BytesIO(content[: data.draw(st.integers(0, len(content)))]))


@IN_A_FOLDER
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\f"), max_size=2000))
def test_no_word_of_a_text_is_lost(tmp_path: Path, text: str) -> None:
    assume(not text.startswith("\ufeff"))
    assume(max(map(len, text.split()), default=0) <= 90)
    with read_plain_text(saved(tmp_path, text.encode())) as reader:
        pages = [reader.read_text(number) for number in range(1, reader.page_count + 1)]
    assert [word for page in pages for word in page.text.split()] == text.split()
    assert all(0 <= edge <= 1 for page in pages for line in page.lines for edge in line.box)


@given(st.lists(places, max_size=40))
def test_every_word_is_on_one_line_and_every_line_is_read_once(boxes: list[tuple[float, float, float, float]]) -> None:
    words = words_of(boxes)
    lines = group_lines(words)
    read = reading_order(lines)
    assert Counter(word for line in read for word in line.words) == Counter(word for _, word in words)
    assert Counter(read) == Counter(line for _, line in lines)


@IN_A_FOLDER
@given(kind=st.sampled_from(sorted(PICTURES)), place=plain(0, 1), value=st.integers(0, 255), kept=plain(0.1, 1))
def test_damaged_picture_is_read_or_refused(tmp_path: Path, kind: str, place: float, value: int, kept: float) -> None:
    content = bytearray(PICTURES[kind])
    content[int(place * (len(content) - 1))] = value
    path = saved(tmp_path, bytes(content[: int(kept * len(content))]))
    try:
        with ImageReader(path, f"image/{kind}") as reader:
            assert reader.render(1).mode == "RGB"
    except UnreadableDocument as error:
        assert error.reason.endswith(".")  # noqa: PT017 - a picture that is still whole is fine too
