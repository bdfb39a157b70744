"""What letters about a job say in sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.catalogue.catalogue import load_catalogue
from services.document.extraction.dates import date_style
from services.document.extraction.prose import read_prose
from tests.services.document.extraction.test_extract import TODAY, values

OFFER = (
    "Acme Corp\nNovember 2, 2026\n\nDear Ms. Ana Diaz,\n\nWe are pleased to offer you the Senior Chemist position\n"
    "at Acme Corp in Austin. Your salary will be $90,000 per year. Your employment will commence on January 4, 2027."
)
VERIFICATION = (
    "To whom it may concern: This is to certify that Mr. Lee Chan has been working with Orbital Foods Ltd\n"
    "as a Quality Manager since 3 May 2019. He earns $5,400.00 a month. As a result we can recommend him."
)


def test_an_offer() -> None:
    assert values("OFFER_LETTER", OFFER) == {
        "full_name": "Ana Diaz",
        "employer_name": "Acme Corp",
        "job_title": "Senior Chemist",
        "wage": "90000",
        "start_date": "2027-01-04",
        "letter_date": "2026-11-02",
    }


def test_a_verification() -> None:
    assert values("EMPLOYMENT_VERIF", VERIFICATION) == {
        "full_name": "Lee Chan",
        "employer_name": "Orbital Foods Ltd",
        "job_title": "Quality Manager",
        "wage": "5400.00",
        "start_date": "2019-05-03",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Dear Sir or Madam,",
        "Dear Hiring Manager,",
        "As a result of our talks we have decided otherwise.",
        "The position was closed. Our pay day is the 1st.",
        "We work with great care and join forces with others.",
    ],
)
def test_nothing_is_made_up(text: str) -> None:
    assert values("OFFER_LETTER", text) == {}


def test_other_papers_are_not_read_so() -> None:
    assert "start_date" not in values("LEASE", "She has been employed by Acme Corp as a clerk since 3 May 2019.")


@given(st.text(alphabet="Dear Ms. as a employed by A$1,0\n since May", max_size=300))
def test_a_value_stands_where_it_says(text: str) -> None:
    kind = load_catalogue().by_code("OFFER_LETTER")
    style = date_style([text], kind.date_order, TODAY)
    for _, reading, place in read_prose(kind, text, style):
        assert reading.value
        assert text[place:].strip()
