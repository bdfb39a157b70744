from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.extraction.fields import FieldEvidence
from services.document.mrz.check_digits import check_digit
from services.document.mrz.formats import (
    CHECKED,
    MRV_B,
    TD1,
    TD2,
    TD3,
    Element,
    MrzFormat,
    at,
)
from services.document.mrz.repair import repair
from tests.services.document.mrz.zones import LONG_NUMBER, SPECIMENS, Person, confused, people

VERIFIED, REPAIRED, REFUTED = FieldEvidence.VERIFIED, FieldEvidence.REPAIRED, FieldEvidence.REFUTED


def text_of(layout: MrzFormat, **changed: str) -> str:
    """A specimen with characters replaced: `at_46="X"` at 0-based position 46."""
    characters = list("".join(SPECIMENS[layout]))
    for place, character in changed.items():
        characters[int(place.removeprefix("at_"))] = character
    return "".join(characters)


@pytest.mark.parametrize("layout", SPECIMENS)
def test_specimens_are_verified_as_they_are(layout: MrzFormat) -> None:
    zone = repair(text_of(layout), layout)
    assert zone.valid
    assert zone.text == "".join(SPECIMENS[layout])
    assert {VERIFIED} == set(zone.evidence.values())


def test_an_altered_birth_is_refuted_and_the_rest_still_verified() -> None:
    zone = repair(text_of(TD3, at_57="8"), TD3)
    assert not zone.valid
    assert zone.evidence == {
        Element.DOCUMENT_NUMBER: VERIFIED,
        Element.DATE_OF_BIRTH: REFUTED,
        Element.EXPIRATION_DATE: VERIFIED,
        Element.OPTIONAL_DATA: VERIFIED,
    }


def test_an_altered_composite_digit_leaves_what_has_its_own_digit() -> None:
    zone = repair(text_of(TD2, at_71="7"), TD2)
    assert not zone.valid
    assert {VERIFIED} == set(zone.evidence.values())


def test_letters_among_digits_are_repaired() -> None:
    zone = repair(text_of(TD3, at_57="T", at_60="B", at_69="I", at_86="I", at_87="O"), TD3)
    assert zone.valid
    assert zone.text == "".join(SPECIMENS[TD3])
    assert zone.evidence[Element.EXPIRATION_DATE] is REPAIRED
    assert zone.evidence[Element.DOCUMENT_NUMBER] is VERIFIED


def test_a_check_digit_read_as_a_letter_is_repaired() -> None:
    zone = repair(text_of(MRV_B, at_63="S"), MRV_B)
    assert zone.evidence[Element.EXPIRATION_DATE] is REFUTED
    zone = repair(text_of(MRV_B, at_55="B"), MRV_B)
    assert (zone.valid, zone.evidence[Element.DATE_OF_BIRTH]) == (True, REPAIRED)


def test_a_repair_that_the_composite_contradicts_is_dropped() -> None:
    zone = repair(text_of(TD3, at_49="O", at_87="3"), TD3)
    assert zone.evidence[Element.DOCUMENT_NUMBER] is REFUTED
    assert zone.of(Element.DOCUMENT_NUMBER) == "L8989O2C3"
    assert repair(text_of(TD3, at_49="O"), TD3).evidence[Element.DOCUMENT_NUMBER] is REPAIRED


@pytest.mark.parametrize(
    ("layout", "lines"),
    [(TD1, LONG_NUMBER), (TD2, ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "123456789<UTO7408122F120415907<<<<<8"))],
)
def test_a_long_number_runs_on_into_the_optional_data(layout: MrzFormat, lines: tuple[str, ...]) -> None:
    zone = repair("".join(lines), layout)
    assert zone.of(Element.DOCUMENT_NUMBER) == "1234567890"
    assert zone.evidence == dict.fromkeys(CHECKED[:3], VERIFIED)
    assert zone.of(Element.OPTIONAL_DATA).strip("<") == ""
    assert zone.valid


def test_what_follows_a_long_number_is_optional_data() -> None:
    # The number is that of the example in ICAO 9303-5.
    zone = repair("".join(("I<UTOD23145890<7349<XYZ<<<<<<<", *LONG_NUMBER[1:])), TD1)
    assert zone.of(Element.DOCUMENT_NUMBER) == "D23145890734"
    assert zone.of(Element.OPTIONAL_DATA).strip("<") == "XYZ"
    assert zone.evidence[Element.DOCUMENT_NUMBER] is VERIFIED


def test_a_passport_number_never_runs_on() -> None:
    zone = repair(text_of(TD3, at_53="<"), TD3)
    assert zone.of(Element.DOCUMENT_NUMBER) == "L898902C3"
    assert zone.evidence[Element.DOCUMENT_NUMBER] is REFUTED


def test_optional_data_without_a_digit_of_their_own_are_repaired_by_the_composite() -> None:
    text = "".join(("I<UTOD2314589074374Z47<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<", "*", SPECIMENS[TD1][2]))
    digit = check_digit(at(text, TD1.composite_positions))
    zone = repair(text.replace("*", str(digit)).replace("Z", "2"), TD1)
    assert zone.of(Element.OPTIONAL_DATA).strip("<") == "4374Z47"
    assert zone.evidence[Element.OPTIONAL_DATA] is REPAIRED


def test_blank_personal_number_has_no_evidence() -> None:
    text = "".join((SPECIMENS[TD3][0], "L898902C36UTO7408122F1204159", "<" * 15, "*"))
    zone = repair(text.replace("*", str(check_digit(at(text, TD3.composite_positions)))), TD3)
    assert zone.valid
    assert Element.OPTIONAL_DATA not in zone.evidence


@given(people(), st.integers(0, 2**32).map(Random))
def test_what_is_claimed_of_a_noisy_zone_is_true(person: Person, chance: Random) -> None:
    zone = repair(confused(person, chance), person.layout)
    for element, evidence in zone.evidence.items():
        assert evidence is REFUTED or zone.of(element) == at(person.text, person.layout.positions(element))
    for element in (Element.DATE_OF_BIRTH, Element.EXPIRATION_DATE):
        assert zone.of(element) == at(person.text, person.layout.positions(element))
