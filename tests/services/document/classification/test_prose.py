import pytest

from services.document.classification.prose import is_explanation
from services.document.classification.search import PageText
from tests.services.document.pages import page

SENTENCES = "A lease is a contract between a landlord and a tenant about the rent of a home.\n" * 6


def explains(text: str) -> bool:
    return is_explanation([PageText(page(text), is_first=True)])


def test_sentences_without_a_date_or_number() -> None:
    assert explains(SENTENCES)


@pytest.mark.parametrize(
    "stated", ["08/01/2025 07/31/2026", "1 August 2025 and 31 July 2026", "May 3, 2025; A098 765 432"]
)
def test_sentences_that_state_something(stated: str) -> None:
    assert not explains(f"{stated}\n{SENTENCES}")


def test_long_contract_needs_few_statements() -> None:
    assert not explains("08/01/2025\n07/31/2026\n05/03/2025\n" + SENTENCES * 20)


def test_captions() -> None:
    assert not explains("Surname\nGiven names\nDate of birth\n" * 20)


def test_heading() -> None:
    assert not explains("Notice of Entry of Appearance as Attorney or Accredited Representative")


def test_nothing() -> None:
    assert not is_explanation([])
