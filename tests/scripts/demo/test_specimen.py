import re
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from scripts.demo.quickstart import SPECIMEN
from scripts.demo.specimen import DPI, MRZ, PITCH, draw_specimen, write_specimen
from services.document.mrz.check_digits import agrees
from services.document.mrz.find import find_mrz
from services.document.reading.ocr import OcrEngine
from services.document.reading.page import Page

FIRST_CELL, TEXT_TOPS, TEXT_HEIGHT = 71, (838, 913), 52
"""Pixels: the left edge of the zone's first cell, and where its lines are."""


@cache
def drawn() -> Image.Image:
    return draw_specimen().convert("RGB")


def cell(line: int, column: int) -> bytes:
    left, top = FIRST_CELL + column * PITCH, TEXT_TOPS[line]
    return drawn().crop((left, top, left + PITCH, top + TEXT_HEIGHT)).tobytes()


def test_the_committed_picture_is_the_one_that_is_drawn() -> None:
    with Image.open(SPECIMEN) as committed:
        assert ImageChops.difference(committed.convert("RGB"), drawn()).getbbox() is None


def test_is_drawn_the_same_each_time(tmp_path: Path) -> None:
    write_specimen(tmp_path / "one.png")
    write_specimen(tmp_path / "two.png")
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_has_the_size_of_a_data_page() -> None:
    with Image.open(SPECIMEN) as committed:
        assert [round(side / DPI * 25.4) for side in committed.size] == [125, 88]
        assert [round(dots) for dots in committed.info["dpi"]] == [DPI, DPI]
    assert SPECIMEN.stat().st_size < 300_000


def test_its_zone_has_the_layout_of_td3() -> None:
    assert all(re.fullmatch(r"[A-Z0-9<]{44}", line) for line in MRZ)


@pytest.mark.parametrize(
    ("spans", "digit"),
    [
        ([(0, 9)], 9),
        ([(13, 19)], 19),
        ([(21, 27)], 27),
        ([(28, 42)], 42),
        ([(0, 10), (13, 20), (21, 43)], 43),
    ],
    ids=["number", "birth", "expiry", "personal number", "composite"],
)
def test_its_check_digits_agree(spans: list[tuple[int, int]], digit: int) -> None:
    assert agrees("".join(MRZ[1][start:end] for start, end in spans), MRZ[1][digit])


def test_equal_characters_are_drawn_equal_and_others_not() -> None:
    shapes: dict[str, set[bytes]] = {}
    for number, line in enumerate(MRZ):
        for column, character in enumerate(line):
            shapes.setdefault(character, set()).add(cell(number, column))
    assert all(len(found) == 1 for found in shapes.values())
    assert all(one.isdisjoint(other) for one, other in combinations(shapes.values(), 2))


@pytest.fixture(scope="module")
def page() -> Page:
    """Read once: loading the models and reading take some three seconds, and only OCR can say what a picture says."""
    return OcrEngine().read_page(drawn(), 1)


class TestReadByOcr:
    def test_the_zone(self, page: Page) -> None:
        found = find_mrz([page], today=date(2026, 11, 23))
        assert found is not None
        assert found.lines == MRZ
        assert found.valid

    @pytest.mark.parametrize(
        "line",
        ["ERIKSSON", "ANNA MARIA", "L898902C3", "12 AUG/AOÛT 1974", "16 APR/AVR 2007", "15 APR/AVR 2012", "SPECIMEN"],
    )
    def test_the_printed_values(self, page: Page, line: str) -> None:
        assert line in [found.text for found in page.lines]
