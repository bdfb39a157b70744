"""The day a document ends, told as no label of its type tells it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.catalogue.catalogue import FieldType, load_catalogue
from services.document.extraction.dates import date_style
from services.document.extraction.ends import ends_in_prose, with_usual_captions
from tests.services.document.extraction.test_extract import TODAY, read, values
from tests.services.document.pages import page

ENDING = [kind for kind in load_catalogue().types if with_usual_captions(kind)]


@pytest.mark.parametrize(
    ("code", "text", "field", "day"),
    [
        ("LEASE", "The term begins on 1 January 2026 and runs through 31 December 2026.", "lease_end", "2026-12-31"),
        ("SCHOLARSHIP", "The award covers 1 September 2026 to 31 May 2028.", "end_date", "2028-05-31"),
        ("SCHOLARSHIP", "Funding starts May 2, 2026. It ceases on May 1, 2027.", "end_date", "2027-05-01"),
        ("INSURANCE", "Insured\n01/05/2026 - 01/04/2027", "coverage_end", "2027-01-04"),
        ("INSURANCE", "This plan remains in effect until March 3, 2027.", "coverage_end", "2027-03-03"),
        ("RFE", "You have to submit the papers asked for by March 3, 2027.", "response_due", "2027-03-03"),
        ("NOID", "We must have received it no later than Friday, 5 March 2027.", "response_due", "2027-03-05"),
        ("INTERVIEW", "You are scheduled for Monday, April 5, 2027 in room 4.", "appointment_date", "2027-04-05"),
        ("BANK_STATEMENT", "Your account from January 1, 2026 to January 31, 2026", "statement_date", "2026-01-31"),
        ("CPT_AUTH", "She may train from June 1, 2026 until August 20, 2026.", "cpt_end_date", "2026-08-20"),
        ("SCHOOL_ID", "Student\nGood through: 08/31/2027", "expiration_date", "2027-08-31"),
        ("SCHOLARSHIP", "From         To\n09/01/2026   05/31/2028", "end_date", "2028-05-31"),
        ("TAX_RETURN", "Income tax\n2024\nWages 85,000", "tax_year", "2024"),
    ],
)
def test_is_found(code: str, text: str, field: str, day: str) -> None:
    assert values(code, text)[field] == day


@pytest.mark.parametrize(
    ("code", "text", "field"),
    [
        ("LEASE", "Signed on 3 January 2026 in the presence of a witness.", "lease_end"),
        ("INSURANCE", "This plan ends on 3 March 2027. That plan ends on 4 March 2027.", "coverage_end"),
        ("RFE", "We wrote to you on 3 March 2026 and 4 April 2026.", "response_due"),
        ("INSURANCE", "From 5 May 2027 to 4 May 2026", "coverage_end"),
        ("PASSPORT", "Born on 3 May 1990 in Utopia", "expiration_date"),
        ("TAX_RETURN", "2023 and 2024", "tax_year"),
        ("TAX_RETURN", "Signed on 2 March 2024", "tax_year"),
    ],
    ids=["no cue", "two days", "days of letters", "backwards", "birth", "two years", "a date's year"],
)
def test_nothing_is_guessed(code: str, text: str, field: str) -> None:
    assert field not in values(code, text)


def test_is_less_sure_than_a_label_of_the_type() -> None:
    told = read("INSURANCE", [page("It is valid until 3 March 2027.")])["coverage_end"]
    labelled = read("INSURANCE", [page("Policy Expiration Date: 3 March 2027")])["coverage_end"]
    assert told.value == labelled.value
    assert told.confidence < 0.8 < labelled.confidence
    assert told.page == 1
    assert "valid until 3 March 2027" in (told.printed or "")


def test_day_of_another_field_is_not_it() -> None:
    """The end of a practical training is not the end of the programme."""
    assert "program_end_date" not in values("I20", "START DATE 20 MAY 2024   END DATE 16 AUGUST 2024")


@given(st.sampled_from(ENDING), st.text(alphabet="to until ends 0123456789/-.,\nJanMay", max_size=200))
def test_days_stand_in_the_text(kind: object, text: str) -> None:
    assert isinstance(kind, type(ENDING[0]))
    for day, certainty in ends_in_prose(kind, text, date_style([text], kind.date_order, TODAY)):
        assert str(day.value.year % 100).zfill(2) in text[day.start :]
        assert 0 < certainty < 1


def test_captions_are_nobody_elses() -> None:
    for kind in ENDING:
        usual = with_usual_captions(kind)
        assert usual is not None
        (field,) = usual.fields
        assert field.type in {FieldType.DATE, FieldType.ADMISSION_END}
        others = {label for other in kind.fields if other.name != field.name for label in other.labels}
        assert not others & set(field.labels)
