from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.extraction.fields import FieldEvidence, FieldMethod
from services.document.mrz.confusions import EITHER, INVISIBLE
from services.document.mrz.find import find_mrz
from services.document.mrz.formats import FORMATS, TD1, TD2, TD3, Element, MrzFormat
from services.document.mrz.reading import CONFIDENCE, UNSEEN, MrzReading
from services.document.reading.page import Line, Page, ReadingMethod
from tests.services.document.mrz.holders import a_zone
from tests.services.document.mrz.zones import LONG_NUMBER, SPECIMENS, TODAY, Person, page, people, rendered, word

PERSON = {
    Element.DOCUMENT_CODE: "P",
    Element.ISSUING_STATE: "UTO",
    Element.NAMES: "ERIKSSON<<ANNA",
    Element.NATIONALITY: "UTO",
    Element.DATE_OF_BIRTH: "740812",
    Element.SEX: "F",
    Element.EXPIRATION_DATE: "320415",
}


def read(*lines: str) -> MrzReading:
    found = find_mrz([page("UTOPIA", *lines)], today=TODAY)
    assert found is not None
    return found


@given(people())
def test_a_rendered_zone_is_read_as_it_was_meant(person: Person) -> None:
    reading = read(*person.layout.split(person.text))
    assert {name: value.value for name, value in reading.fields.items()} == person.fields
    assert (reading.format, reading.valid) == (person.layout.name, True)
    assert reading.lines == person.layout.split(person.text)


@given(st.sampled_from(FORMATS), st.integers(0, 2**32).map(Random))
def test_zones_as_states_print_them(layout: MrzFormat, chance: Random) -> None:
    """Long numbers, names cut off at the end of their line, receipt numbers, births without a day."""
    lines = a_zone(layout, chance)
    reading = read(*lines)
    assert (reading.format, reading.lines, reading.valid) == (layout.name, lines, True)


@pytest.mark.parametrize("layout", FORMATS)
def test_only_what_digits_cover_is_verified(layout: MrzFormat) -> None:
    fields = read(*SPECIMENS[layout]).fields
    assert {name for name, value in fields.items() if value.verified} - {"personal_number"} == {
        "document_number",
        "date_of_birth",
        "expiration_date",
    }
    assert fields["surname"].evidence is FieldEvidence.NOT_COVERED
    assert {value.method for value in fields.values()} == {FieldMethod.MRZ}


def test_confidence_falls_with_the_evidence_and_with_the_reader() -> None:
    first, second = SPECIMENS[TD3]
    lines = Line((word(first, 1, score=0.5),)), Line((word(second.replace("7408122", "7408127"), 2, score=0.5),))
    found = find_mrz([Page(1, lines, ReadingMethod.OCR)], today=TODAY)
    assert found is not None
    confidences = [found.fields[name].confidence for name in ("document_number", "surname", "date_of_birth")]
    assert confidences == pytest.approx([0.99 * UNSEEN, 0.45, 0.2])


@pytest.mark.parametrize(("number", "share"), [("230457930", 1.0), ("230457960", UNSEEN), ("K30457930", UNSEEN)])
def test_confidence_is_less_where_the_digit_would_not_see_a_confusion(number: str, share: float) -> None:
    zone = rendered(TD3, PERSON | {Element.DOCUMENT_NUMBER: number})
    confidence = CONFIDENCE[FieldEvidence.VERIFIED]
    assert read(*TD3.split(zone)).fields["document_number"].confidence == pytest.approx(confidence * share)
    assert read(number, *TD3.split(zone)).fields["document_number"].confidence == pytest.approx(confidence)
    assert read(*TD3.split(zone)).fields["date_of_birth"].confidence == pytest.approx(confidence)


@given(people(), st.data())
def test_one_confusion_is_repaired_rightly_or_flagged(person: Person, data: st.DataObject) -> None:
    """A confusion that no digit sees shows in the confidence."""
    places = [place for place, character in enumerate(person.text) if character in EITHER or character in INVISIBLE]
    place = data.draw(st.sampled_from(places))
    character = person.text[place]
    other = data.draw(st.sampled_from(EITHER.get(character, "") + INVISIBLE.get(character, "")))
    misread = person.text[:place] + other + person.text[place + 1 :]
    found = find_mrz([page(*person.layout.split(misread))], today=TODAY)
    for name, field in found.fields.items() if found else ():
        is_flagged = not field.verified or field.confidence == CONFIDENCE[field.evidence] * UNSEEN
        assert is_flagged or field.value == person.fields.get(name)


def test_a_repaired_value_says_so() -> None:
    first, second = SPECIMENS[TD3]
    field = read(first, second.replace("7408122", "74O8122")).fields["date_of_birth"]
    assert (field.value, field.evidence, field.confidence) == ("1974-08-12", FieldEvidence.REPAIRED, 0.95)


def test_boxes_enclose_the_characters() -> None:
    fields = read(*SPECIMENS[TD3]).fields
    assert fields["surname"].box == pytest.approx((0.14, 0.1, 0.30, 0.15))
    assert fields["given_names"].box == pytest.approx((0.34, 0.1, 0.54, 0.15))
    assert fields["document_number"].box == pytest.approx((0.04, 0.2, 0.22, 0.25))
    assert fields["personal_number"].box == pytest.approx((0.60, 0.2, 0.78, 0.25))


def test_the_box_of_the_zone_encloses_its_lines() -> None:
    assert read(*SPECIMENS[TD2]).box == pytest.approx((0.04, 0.1, 0.76, 0.25))


def test_a_long_number() -> None:
    reading = read(*LONG_NUMBER)
    assert reading.fields["document_number"].value == "1234567890"
    assert reading.fields["document_number"].verified
    assert "optional_data" not in reading.fields


def test_optional_data_on_two_lines_are_set_off() -> None:
    reading = read("I<UTOD231458907ABCDEFGHIJKLMNO", "7408122F1204159UTO1234<<<<<<<6", SPECIMENS[TD1][2])
    assert reading.fields["optional_data"].value == "ABCDEFGHIJKLMNO 1234"


def test_a_permanent_resident_card() -> None:
    # The layout of Form I-551; number, receipt and person are made up, the digits computed.
    reading = read("C1USA0000007010SRC0000000701<<", "8001014F2506300UTO<<<<<<<<<<<5", "SPECIMEN<<TEST<VOID<<<<<<<<<<<")
    assert reading.valid
    fields = {name: value.value for name, value in reading.fields.items()}
    assert fields == {
        "document_code": "C1",
        "issuing_state": "USA",
        "document_number": "000000701",
        "nationality": "UTO",
        "date_of_birth": "1980-01-01",
        "sex": "F",
        "expiration_date": "2025-06-30",
        "surname": "SPECIMEN",
        "given_names": "TEST VOID",
        "optional_data": "SRC0000000701",
    }


def test_a_birth_whose_day_is_unknown_is_left_out() -> None:
    first, _ = SPECIMENS[TD3]
    person = Person(
        TD3, "P<", "UTO", "L898902C3", "UTO", date(1974, 8, 12), "<", date(2012, 4, 15), "ERIKSSON", "ANNA", ""
    )
    _, second = TD3.split(person.text)
    reading = read(first, second[:17] + "<<" + second[19:])
    assert "date_of_birth" not in reading.fields
    assert reading.fields["expiration_date"].value == "2012-04-15"
    assert reading.fields["sex"].value == "X"


def test_a_birth_that_no_calendar_has_is_left_out() -> None:
    first, second = SPECIMENS[TD3]
    reading = read(first, second.replace("7408122", "7418121"))
    assert "date_of_birth" not in reading.fields
    assert not reading.valid
