"""Personal numbers don't leave; whatever left comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.masking import Masker


@pytest.mark.parametrize(
    "number",
    [
        "123-45-6789",
        "123 45 6789",
        "A123456789",
        "A-123 456 789",
        "L898902C3",
        "IOE0912345678",
        "N0012345678",
        "(555) 123-4567",
        "+41 44 668 18 00",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ],
)
def test_number_is_hidden_and_comes_back(number: str) -> None:
    masker = Masker()
    hidden = masker.mask(f"It says {number}, and again {number}.")
    assert sum(map(str.isdigit, hidden)) <= 2
    assert masker.unmask(hidden) == f"It says {number}, and again {number}."


@pytest.mark.parametrize(
    "text",
    [
        "expires 2030-01-15",
        "on 15/01/2030 or 01.15.30",
        "15 January 2030",
        "a rent of 85,000 crowns",
        "Form I-765, page 12",
        "the years 2026-2027",
        "at 10:30 in room 4711",
    ],
)
def test_what_is_no_personal_number_stays(text: str) -> None:
    assert Masker().mask(text) == text


def test_known_values_are_hidden_whatever_they_look_like() -> None:
    assert Masker(["UTO-77"]).mask("Card UTO-77 is valid") == "Card PERSONAL-NUMBER-1 is valid"


def test_placeholder_in_the_text_itself_is_kept_apart() -> None:
    masker = Masker()
    text = "PERSONAL-NUMBER-1 is not 123456789"
    assert masker.unmask(masker.mask(text)) == text


@given(st.text(alphabet="ABN0123456789-</. (),\nx", max_size=200), st.lists(st.text(max_size=12), max_size=3))
def test_unmasking_undoes_masking(text: str, known: list[str]) -> None:
    masker = Masker(known)
    assert masker.unmask(masker.mask(text)) == text
