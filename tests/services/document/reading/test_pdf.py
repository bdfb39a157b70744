"""PDF files: text layers, pages that only OCR can read, rendering, and files that can't be opened."""

from pathlib import Path

import numpy as np
import pytest

from services.document.reading.errors import UnreadableDocument
from services.document.reading.page import Page, ReadingMethod, Word
from services.document.reading.pdf import MOST_PIXELS, PdfReader
from tests.services.document.reading.files import (
    encrypted,
    one_page,
    page_objects,
    pdf,
    real,
    saved,
    shown,
    stream,
)

PICTURE = b"q 500 0 0 700 0 0 cm /I1 Do Q\n"
TURNED = {0: b"1 0 0 1", 90: b"0 1 -1 0", 180: b"-1 0 0 -1", 270: b"0 -1 1 0"}
"""Text matrices by how far they turn the text counterclockwise."""


def read(folder: Path, content: bytes, number: int = 1) -> Page | None:
    with PdfReader(saved(folder, content)) as reader:
        return reader.read_text(number)


def text_of(folder: Path, content: bytes) -> str:
    page = read(folder, content)
    assert page is not None
    return page.text


def scan(content: bytes, side: int = 400) -> bytes:
    """A page under a picture of `side` by `side` pixels."""
    picture = stream(b"\0" * side**2, b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8"
                     b"/Width %d/Height %d" % (side, side))  # fmt: skip
    return pdf([*page_objects(PICTURE + content, resources=b"/XObject<</I1 6 0 R>>"), picture])


def word(page: Page | None, text: str) -> Word:
    assert page is not None
    return next(word for line in page.lines for word in line.words if word.text == text)


class TestTextLayer:
    def test_words_have_their_places(self, tmp_path: Path) -> None:
        page = read(tmp_path, one_page(shown("Family name", x=61.2, y=712.8)))
        assert page is not None
        assert (page.method, page.rotation, page.score) == (ReadingMethod.TEXT, 0, 1.0)
        family = word(page, "Family")
        assert family.box[0] == pytest.approx(0.1, abs=0.005)
        assert family.box[1] < 0.1 < family.box[3]
        assert family.box[2] < word(page, "name").box[0]

    def test_lines_stand_in_reading_order_whatever_the_order_of_the_file(self, tmp_path: Path) -> None:
        content = shown("last", y=500) + shown("value", x=300) + shown("label")
        assert text_of(tmp_path, one_page(content)) == "label\nvalue\nlast"

    def test_ligatures_and_line_end_hyphens_are_written_out(self, tmp_path: Path) -> None:
        content = b"BT /F1 12 Tf 72 700 Td (con\\256rmed machine-) Tj 0 -14 Td (readable) Tj ET"
        assert text_of(tmp_path, one_page(content)) == "confirmed machine-\nreadable"

    @pytest.mark.parametrize("rotate", [0, 90, 180, 270])
    def test_page_that_a_viewer_turns(self, tmp_path: Path, rotate: int) -> None:
        """The text stands sideways in the file and upright for whoever views it."""
        content = b"BT /F1 12 Tf %s 300 400 Tm (Hello World) Tj ET" % TURNED[rotate]
        page = read(tmp_path, one_page(content, page=b"/Rotate %d" % rotate))
        assert page is not None
        assert (page.text, page.rotation) == ("Hello World", 0)
        assert word(page, "Hello").box[2] < word(page, "World").box[0]

    @pytest.mark.parametrize("leaning", [90, 180, 270])
    def test_text_that_a_viewer_shows_turned(self, tmp_path: Path, leaning: int) -> None:
        lines = b"(first line) Tj 0 -20 Td (second line) Tj"
        page = read(tmp_path, one_page(b"BT /F1 12 Tf %s 300 400 Tm %s ET" % (TURNED[leaning], lines)))
        assert page is not None
        assert (page.text, page.rotation) == ("first line\nsecond line", leaning)

    def test_boxes_are_of_the_page_as_shown_when_the_text_is_turned(self, tmp_path: Path) -> None:
        page = read(tmp_path, one_page(b"BT /F1 12 Tf 0 1 -1 0 61.2 400 Tm (upwards) Tj ET"))
        left, top, right, bottom = word(page, "upwards").box
        assert right - left < bottom - top
        assert left < 0.1 < right + 0.005

    def test_crop_box_is_the_page(self, tmp_path: Path) -> None:
        page = read(tmp_path, one_page(shown("in") + shown("out", x=500), page=b"/CropBox[0 600 400 792]"))
        assert page is not None
        assert page.text == "in"
        assert word(page, "in").box[0] == pytest.approx(72 / 400, abs=0.01)

    def test_blank_page_is_read(self, tmp_path: Path) -> None:
        page = read(tmp_path, one_page(b""))
        assert page is not None
        assert page.lines == ()

    def test_form_i_9(self) -> None:
        with PdfReader(real("form-i-9-blank.pdf")) as reader:
            first, lists = reader.read_text(1), reader.read_text(9)
            assert reader.page_count == 9
        assert first is not None
        assert lists is not None
        assert "OMB No. 1615-0047" in first.text
        # The page has three columns of documents: list A ends before list B begins.
        assert lists.text.index("the United States and the FSM or RMI") < lists.text.index("1. Driver's license")
        assert lists.text.index("12. Day-care") < lists.text.index("3. Certification of Report of Birth")


class TestNeedsRecognition:
    def test_scan(self, tmp_path: Path) -> None:
        assert read(tmp_path, scan(b"")) is None

    def test_scan_with_a_stamp(self, tmp_path: Path) -> None:
        assert read(tmp_path, scan(shown("Envelope 4711, page 1 of 2"))) is None

    def test_text_below_a_small_picture_is_read(self, tmp_path: Path) -> None:
        assert text_of(tmp_path, scan(shown("Dear applicant"), side=40)) == "Dear applicant"

    def test_text_over_a_picture_is_read(self, tmp_path: Path) -> None:
        lines = b"".join(shown("A line of a letter on tinted paper", y=700 - 20 * row) for row in range(5))
        assert len(text_of(tmp_path, scan(lines)).splitlines()) == 5

    def test_letters_drawn_as_curves(self, tmp_path: Path) -> None:
        assert read(tmp_path, one_page(b"72 700 m 80 720 l 88 700 l S")) is None

    def test_characters_that_stand_for_no_letter(self, tmp_path: Path) -> None:
        """A font without a way from its glyphs to letters, as some generators leave it."""
        font = b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+F/Encoding/Identity-H/DescendantFonts[6 0 R]>>"
        glyphs = (
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+F/FontDescriptor 7 0 R/DW 600"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
        )
        descriptor = (
            b"<</Type/FontDescriptor/FontName/ABCDEF+F/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0"
            b"/Ascent 800/Descent -200/CapHeight 700/StemV 80>>"
        )
        content = b"BT /F1 12 Tf 72 700 Td <002B0048004F004F0052> Tj ET"
        assert read(tmp_path, pdf([*page_objects(content, font=font), glyphs, descriptor])) is None


class TestRender:
    def test_resolution_and_mode(self, tmp_path: Path) -> None:
        with PdfReader(saved(tmp_path, one_page(shown("text")))) as reader:
            image = reader.render(1)
        assert (image.size, image.mode) == ((1700, 2200), "RGB")
        assert np.asarray(image).min() < 50

    def test_huge_page_is_scaled(self, tmp_path: Path) -> None:
        with PdfReader(saved(tmp_path, one_page(b"", page=b"/MediaBox[0 0 14400 7200]"))) as reader:
            width, height = reader.render(1).size
        assert width * height <= MOST_PIXELS * 1.01
        assert width == pytest.approx(2 * height, abs=2)

    def test_rotated_page_is_turned(self, tmp_path: Path) -> None:
        with PdfReader(saved(tmp_path, one_page(b"", page=b"/Rotate 90"))) as reader:
            assert reader.render(1).size == (2200, 1700)

    def test_turned_scan(self) -> None:
        with PdfReader(real("scan-rotated_skew.pdf")) as reader:
            assert reader.read_text(1) is None
            assert reader.render(1).size == (1700, 2200)


class TestUnreadable:
    def test_file_that_ends_after_its_header(self) -> None:
        with pytest.raises(UnreadableDocument) as caught:
            PdfReader(real("scan-invalid.pdf"))
        assert caught.value.reason == "The PDF is damaged: it has no pages."

    @pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff" * 500])
    def test_damaged(self, tmp_path: Path, content: bytes) -> None:
        with pytest.raises(UnreadableDocument, match="damaged"):
            PdfReader(saved(tmp_path, content))

    def test_password(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableDocument) as caught:
            PdfReader(saved(tmp_path, encrypted("secret", b"password")))
        assert caught.value.reason == "The PDF is protected by a password."

    def test_encryption_that_asks_no_password_to_read(self, tmp_path: Path) -> None:
        assert text_of(tmp_path, encrypted("no copying")) == "no copying"

    def test_dynamic_form(self, tmp_path: Path) -> None:
        content = one_page(shown("Please wait..."), catalog=b"/NeedsRendering true/AcroForm<</Fields[]/XFA(x)>>")
        with pytest.raises(UnreadableDocument, match="XFA"):
            PdfReader(saved(tmp_path, content))

    def test_damaged_page_of_a_good_file(self, tmp_path: Path) -> None:
        content = one_page(b"").replace(b"/Count 1", b"/Count 2")
        with PdfReader(saved(tmp_path, content)) as reader:
            assert reader.read_text(1) is not None
            with pytest.raises(UnreadableDocument) as caught:
                reader.read_text(2)
        assert caught.value.reason == "Page 2 of the PDF is damaged."
