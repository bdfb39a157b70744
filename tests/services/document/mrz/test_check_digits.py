import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.document.mrz.check_digits import agrees, character_value, check_digit
from services.document.mrz.formats import Characters

CHARACTERS = st.sampled_from(Characters.ALPHANUMERIC)

EQUAL = ("0AKU<", "1BLV", "2CMW", "3DNX", "4EOY", "5FPZ", "6GQ", "7HR", "8IS", "9JT")


@pytest.mark.parametrize(
    ("text", "digit"), [("520727", 3), ("AB2134<<<", 5), ("HA672242<6YTO5802254M9601086<<<<<<<", 8)]
)
def test_the_worked_examples_of_the_standard(text: str, digit: int) -> None:
    # ICAO 9303-3, appendix A to Part 3.
    composite = text[:10] + text[13:20] + text[21:35] if len(text) > 30 else text
    assert check_digit(composite) == digit


@given(st.text(CHARACTERS, min_size=1, max_size=40), st.data())
def test_one_wrong_character_is_caught_unless_both_are_equal_modulo_ten(text: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(CHARACTERS)
    wrong = text[:position] + other + text[position + 1 :]
    same_class = any(text[position] in group and other in group for group in EQUAL)
    assert (check_digit(wrong) == check_digit(text)) == same_class


@given(st.text(CHARACTERS, min_size=2, max_size=40), st.data())
def test_swapped_neighbours_are_caught_unless_five_apart(text: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(text) - 2))
    left, right = text[position], text[position + 1]
    assume((character_value(left) - character_value(right)) % 5)
    assert check_digit(text[:position] + right + left + text[position + 2 :]) != check_digit(text)


def test_a_character_outside_the_alphabet_has_no_value() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        character_value("?")


@given(st.text(CHARACTERS, max_size=20))
def test_exactly_one_digit_agrees(text: str) -> None:
    assert [digit for digit in "0123456789" if agrees(text, digit)] == [str(check_digit(text))]


def test_a_blank_element_may_have_the_filler_for_its_digit() -> None:
    assert agrees("<<<<<<", "<")
    assert agrees("<<<<<<", "0")


def test_the_filler_is_no_digit_of_an_element_that_holds_something() -> None:
    assert not agrees("A<<<<<", "<")


def test_a_letter_is_no_digit() -> None:
    assert not agrees("<<<<<<", "O")
