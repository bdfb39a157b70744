from dataclasses import replace

import pytest

from services.document.mrz.alphabet import fold
from services.document.mrz.strips import rows_of, text_of, words_of
from services.document.reading.page import Line, Page, ReadingMethod
from services.document.reading.turning import turned
from tests.services.document.mrz.zones import page, word


def texts(read: Page) -> list[list[str]]:
    return [[text_of(strip) for strip in row] for row in rows_of(read)]


def of_lines(*lines: Line) -> Page:
    return Page(1, lines, ReadingMethod.OCR)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("P<UTO ERIKSSON", "P<UTOERIKSSON"),
        ("eriksson<<anna", "ERIKSSON<<ANNA"),
        ("ANNA«MARIA‹X", "ANNA<<MARIA<X"),
        ("ANNA＜＜MARIA", "ANNA<<MARIA"),
        ("《<〈", "<<<<"),
        ("ΡΑ×", "PAX"),
        ("ÅSÉ.,-", "ASE"),
        ("|L∪⊂ΡΛΛヘ", "ILUCP<<<"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_rows_come_from_top_to_bottom() -> None:
    low, high = Line((word("LOW", 5),)), Line((word("HIGH", 1),))
    assert texts(of_lines(low, high)) == [["HIGH"], ["LOW"]]


def test_pieces_at_one_height_are_joined_from_left_to_right() -> None:
    read = of_lines(Line((word("<<<<", 3, column=12),)), Line((word("ANNA<MARIA", 3),)))
    assert texts(read) == [["ANNA<MARIA", "ANNA<MARIA<<<<", "<<<<"]]


def test_tilted_lines_that_overlap_in_height_are_not_joined() -> None:
    above, below = word("P<UTO", 1), word("L8989", 1)
    read = of_lines(Line((above,)), Line((replace(below, box=(0.04, 0.11, 0.14, 0.17)),)))
    assert texts(read) == [["P<UTO"], ["L8989"]]


def test_words_of_a_line_stand_alone_too() -> None:
    assert texts(of_lines(Line((word("LEFT", 1), word("RIGHT", 1, column=8))))) == [["LEFTRIGHT", "LEFT", "RIGHT"]]


def test_each_character_has_its_share_of_the_word() -> None:
    ((strip,),) = rows_of(page("AB<D"))
    assert strip[2].character == "<"
    assert strip[2].box == pytest.approx((0.08, 0.0, 0.10, 0.05))


def test_a_sign_for_two_fillers_has_two_shares() -> None:
    ((strip,),) = rows_of(page("A«D"))
    assert [glyph.box[0] for glyph in strip] == pytest.approx([0.04, 0.055, 0.07, 0.085])


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_is_read_as_its_reader_saw_it(rotation: int) -> None:
    upright = page("FIRST", "SECOND")
    lines = (Line(tuple(replace(one, box=turned(one.box, -rotation)) for one in line.words)) for line in upright.lines)
    assert texts(Page(1, tuple(lines), ReadingMethod.OCR, rotation)) == [["FIRST"], ["SECOND"]]


def test_words_of_a_page() -> None:
    read = of_lines(Line((word("No. L898 902C3", 1),)), Line((word("?", 2),)))
    assert words_of(read) == {"NO", "L898", "902C3", "NOL898902C3"}
