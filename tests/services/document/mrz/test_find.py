from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.mrz.find import find_mrz
from services.document.mrz.formats import FORMATS, MRV_A, MRV_B, TD1, TD2, TD3, MrzFormat
from services.document.reading.page import Line, Page, ReadingMethod
from services.document.reading.turning import turned
from tests.services.document.mrz.zones import SPECIMENS, TODAY, Person, confused, page, people, word


def lines_of(*pages: Page) -> tuple[str, ...] | None:
    found = find_mrz(pages, today=TODAY)
    return found.lines if found else None


@pytest.mark.parametrize("layout", FORMATS)
def test_a_zone_among_other_lines(layout: MrzFormat) -> None:
    found = find_mrz([page("UTOPIA", "Date of birth 12 AUG 74", *SPECIMENS[layout], "printed in Utopia")], today=TODAY)
    assert found is not None
    assert (found.format, found.lines, found.valid) == (layout.name, SPECIMENS[layout], True)


@pytest.mark.parametrize("layout", FORMATS)
def test_spaces_and_small_letters(layout: MrzFormat) -> None:
    spaced = (" ".join((line[:7], line[7:20], line[20:])).lower() for line in SPECIMENS[layout])
    assert lines_of(page(*spaced)) == SPECIMENS[layout]


@pytest.mark.parametrize("layout", FORMATS)
def test_a_line_in_pieces(layout: MrzFormat) -> None:
    lines = [
        Line((word(piece, row, column=2 + start),))
        for row, line in enumerate(SPECIMENS[layout])
        for start, piece in ((20, line[20:]), (0, line[:20]))
    ]
    assert lines_of(Page(1, tuple(lines), ReadingMethod.OCR)) == SPECIMENS[layout]


@pytest.mark.parametrize("layout", FORMATS)
def test_a_line_in_words(layout: MrzFormat) -> None:
    lines = [
        Line((word(line[:5], row), word(line[5:19], row, column=7.5), word(line[19:], row, column=22)))
        for row, line in enumerate(SPECIMENS[layout])
    ]
    assert lines_of(Page(1, tuple(lines), ReadingMethod.TEXT)) == SPECIMENS[layout]


@pytest.mark.parametrize("layout", FORMATS)
def test_lines_read_as_one(layout: MrzFormat) -> None:
    assert lines_of(page(" ".join(SPECIMENS[layout]))) == SPECIMENS[layout]


def test_a_stain_between_the_lines() -> None:
    first, second = SPECIMENS[TD3]
    assert lines_of(page(first, ".:.", second)) == (first, second)


def test_a_zone_whose_lines_stand_apart_is_none() -> None:
    first, second = SPECIMENS[TD3]
    assert lines_of(page(first, "a", "b", "c", second)) is None


def test_lines_of_two_cards_side_by_side_are_not_mixed() -> None:
    first, second = SPECIMENS[TD2]
    lines = Line((word(first, 1),)), Line((word(second, 2, column=60),))
    assert lines_of(Page(1, lines, ReadingMethod.OCR)) is None


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_that_was_turned_to_be_read(rotation: int) -> None:
    upright = page(*SPECIMENS[TD1])
    lines = tuple(
        Line(tuple(replace(one, box=turned(one.box, -rotation)) for one in line.words)) for line in upright.lines
    )
    found = find_mrz([Page(1, lines, ReadingMethod.OCR, rotation)], today=TODAY)
    assert found is not None
    assert found.lines == SPECIMENS[TD1]
    expected = find_mrz([upright], today=TODAY)
    assert expected is not None
    assert found.box == pytest.approx(turned(expected.box, -rotation))
    number, upright_number = found.fields["document_number"].box, expected.fields["document_number"].box
    assert number is not None
    assert upright_number is not None
    assert number == pytest.approx(turned(upright_number, -rotation))


def test_the_page_of_the_zone_is_named() -> None:
    found = find_mrz([page("Dear Sir"), page(*SPECIMENS[TD3], number=2)], today=TODAY)
    assert found is not None
    assert (found.page, {value.page for value in found.fields.values()}) == (2, {2})


def test_the_zone_with_more_agreeing_digits_comes_first() -> None:
    first, second = SPECIMENS[TD3]
    altered = page(first, second.replace("7408122", "7508122"))
    assert lines_of(altered, page(*SPECIMENS[MRV_B])) == SPECIMENS[MRV_B]


def test_a_small_visa_is_not_taken_for_a_large_one() -> None:
    assert lines_of(page(*(line.rstrip("<") + "<<" for line in SPECIMENS[MRV_B]))) == SPECIMENS[MRV_B]
    assert lines_of(page(*(line.rstrip("<") + "<" * 6 for line in SPECIMENS[MRV_A]))) == SPECIMENS[MRV_A]


def test_one_wrong_digit_is_reported_and_two_are_no_zone() -> None:
    first, second = SPECIMENS[TD3]
    once = second.replace("7408122", "7408123")
    assert lines_of(page(first, once)) == (first, once)
    assert lines_of(page(first, once.replace("1204159", "1204158"))) is None


@given(people(), st.integers(0, 2**32).map(Random), st.integers(0, 6))
def test_what_is_claimed_of_a_noisy_page_is_true(person: Person, chance: Random, fillers: int) -> None:
    lines = (line.rstrip("<") + "<" * fillers for line in person.layout.split(confused(person, chance)))
    found = find_mrz([page("UTOPIA", *lines)], today=TODAY)
    claimed = {name: value.value for name, value in found.fields.items() if value.verified} if found else {}
    assert claimed.items() <= person.fields.items()


TEXTS = (
    "template<typename T> vector<<pair<int, int>> sorted_by(value << 3)",
    "ERIKSSON << ANNA MARIA <<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
    "P<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
    "C1234567890 Invoice 7408122 due 1204159, total 44.00",
    "7408122 1204159 000000000 0000000 00000000000000000",
    "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
    "VISA 5412 7512 3412 3456 VALID THRU 12/23 LEE M CARDHOLDER",
    "IMMIGRATION AND CITIZENSHIP SERVICES FORM I-9 OMB No. 1615-0047",
)


@given(st.lists(st.one_of(st.sampled_from(TEXTS), st.text(max_size=60)), max_size=8))
def test_ordinary_text_has_no_zone(lines: list[str]) -> None:
    assert lines_of(page(*(line for line in lines if line))) is None


@pytest.mark.parametrize("layout", FORMATS)
def test_a_zone_without_one_of_its_lines_is_none(layout: MrzFormat) -> None:
    for missing in range(len(layout.lines)):
        rest = [line for number, line in enumerate(SPECIMENS[layout]) if number != missing]
        assert lines_of(page(*rest)) is None


def test_no_pages_and_empty_pages() -> None:
    assert lines_of() is None
    assert lines_of(page()) is None
