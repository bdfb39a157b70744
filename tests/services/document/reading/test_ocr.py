"""OCR of real pages. Each takes 1 to 4 seconds, so they are few and each is read once."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from services.document.reading.ocr import OcrEngine
from services.document.reading.page import Line, Page, ReadingMethod
from services.document.reading.turning import turned
from tests.services.document.reading.files import real

TD3 = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
LETTER = ["Dear Ms Eriksson,", "your application was received", "on the first day of March.", "Yours sincerely,"]
CLOCKWISE = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}

Recognised = Callable[[str], Page]


def letter(*lines: str) -> Image.Image:
    image = Image.new("L", (640, 420), "white")
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        draw.text((60, 50 + 60 * row), line, "black", ImageFont.load_default(32))
    return image


def character_error(read: str, true: str) -> float:
    """Edits (Levenshtein 1966) per letter or digit of the truth; neither spaces nor punctuation count."""
    found, wanted = (np.array(list(re.sub(r"[\W_]+", "", text))) for text in (read, true))
    steps = np.arange(len(wanted) + 1)
    row = steps
    for letter_found in found:
        best = np.minimum(row[1:] + 1, row[:-1] + (wanted != letter_found))
        row = np.minimum.accumulate(np.concatenate([[row[0] + 1], best]) - steps) + steps
    return float(row[-1] / len(wanted))


def true_text() -> str:
    """Its bullets were taken for zeros by the program that wrote it."""
    return re.sub(r"(?m)^0 ", "", real("scan-linn.txt").read_text("utf-8")).replace("ﬁ", "fi")


@pytest.fixture(scope="module")
def upright(ocr: OcrEngine) -> Page:
    return ocr.read_page(letter(*LETTER), 1)


class TestRealPages:
    def test_page_of_two_columns(self, recognised: Recognised) -> None:
        page = recognised("scan-linn.png")
        assert (page.method, page.rotation) == (ReadingMethod.OCR, 0)
        assert page.score > 0.98
        assert character_error(page.text, true_text()) < 0.01

    def test_columns_come_one_after_the_other(self, recognised: Recognised) -> None:
        text = recognised("scan-linn.png").text
        landmarks = ["Recording a Sequence", "Editing", "simply use LOCATE", "Creating a Song", "HELP button"]
        places = [text.index(landmark) for landmark in landmarks]
        assert places == sorted(places)

    def test_skewed_page_gives_the_same_text(self, recognised: Recognised) -> None:
        page = recognised("scan-rotated_skew.pdf")
        assert character_error(page.text, true_text()) < 0.01

    def test_passport(self, recognised: Recognised) -> None:
        """Whether a zero or an O is meant only the fields of the zone can tell."""
        lines = [line.text.replace("O", "0") for line in recognised("specimen-td3.jpg").lines]
        assert lines[-2:] == [line.replace("O", "0") for line in TD3]

    def test_words_have_their_places(self, recognised: Recognised) -> None:
        words = [word for line in recognised("specimen-td3.jpg").lines for word in line.words]
        surname, given = (next(word for word in words if word.text.startswith(text)) for text in ("ERIKSSON,", "ANNA"))
        # Measured in the picture of 663 by 437 pixels.
        assert surname.box == pytest.approx((240 / 663, 115 / 437, 319 / 663, 132 / 437), abs=0.015)
        assert given.box == pytest.approx((322 / 663, 115 / 437, 359 / 663, 132 / 437), abs=0.015)


class TestTurnedPages:
    def test_upright(self, upright: Page) -> None:
        assert upright.rotation == 0
        assert upright.text.splitlines() == LETTER

    @pytest.mark.parametrize("rotation", [90, 180, 270])
    def test_turned(self, ocr: OcrEngine, upright: Page, rotation: int) -> None:
        page = ocr.read_page(letter(*LETTER).transpose(CLOCKWISE[rotation]), 3)
        assert (page.number, page.rotation) == (3, 360 - rotation)
        assert page.text == upright.text
        for line, expected in zip(page.lines, upright.lines, strict=True):
            assert line.box == pytest.approx(turned(expected.box, rotation), abs=0.02)

    def test_blank(self, ocr: OcrEngine) -> None:
        page = ocr.read_page(letter(), 1)
        assert (page.lines, page.rotation, page.score) == ((), 0, 1.0)

    def test_sliver(self, ocr: OcrEngine) -> None:
        assert ocr.read_page(Image.new("RGB", (3000, 1), "white"), 1).lines == ()


class TestLargePages:
    """Each as small as shows the case: what fits one picture is read as one."""

    @pytest.mark.parametrize("rotation", [0, 90])
    def test_receipt(self, ocr: OcrEngine, rotation: int) -> None:
        items = [f"Item number {number} at {number}.50" for number in range(1, 41)]
        receipt = Image.new("L", (420, 4400), "white")
        draw = ImageDraw.Draw(receipt)
        for row, item in enumerate(items):
            draw.text((20, 60 + 108 * row), item, "black", ImageFont.load_default(26))
        page = ocr.read_page(receipt.transpose(CLOCKWISE[rotation]) if rotation else receipt, 1)
        assert page.text.splitlines() == items
        assert page.rotation == -rotation % 360
        middles = [(20 + 108 * row + 55) / 4400 for row in range(40)]
        found = [(line.box[1] + line.box[3]) / 2 for line in (_upright(page))]
        assert found == pytest.approx(middles, abs=0.01)

    def test_small_print_of_a_large_page(self, ocr: OcrEngine) -> None:
        poster = Image.new("L", (4900, 1200), "white")
        print_line = "the quick brown fox jumps over the lazy dog and reads the small print of the contract " * 4
        for row in range(4):
            ImageDraw.Draw(poster).text((60, 300 + 60 * row), print_line, "black", ImageFont.load_default(26))
        page = ocr.read_page(poster, 1)
        assert character_error(page.text, print_line * 4) < 0.01


def _upright(page: Page) -> list[Line]:
    return [Line(tuple(replace(one, box=turned(one.box, page.rotation)) for one in line.words)) for line in page.lines]


def test_threads_take_turns(ocr: OcrEngine) -> None:
    pictures = [letter(f"Page number {number}") for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(ocr.read_page, pictures, range(4)))
    assert [(page.number, page.text) for page in pages] == [(number, f"Page number {number}") for number in range(4)]
