"""Places of the words in a passage: always inside it, in order, apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.search.highlights import highlights
from services.document.search.retrieval import HIGHLIGHT_END, HIGHLIGHT_START

TEXTS = st.text(alphabet=st.sampled_from(f"aé😀 1A-.{HIGHLIGHT_START}{HIGHLIGHT_END}"), max_size=30)


def shown(text: str, marked: str | None, question: str = "") -> list[str]:
    return [text[start:end] for start, end in highlights(text, marked, question)]


def test_marks_become_places() -> None:
    assert highlights("😀 the rent is due", "😀 the \x02rent\x03 is \x02due\x03", "rent due") == [(6, 10), (14, 17)]


def test_text_with_marks_of_its_own_has_no_places() -> None:
    assert highlights("a \x02b", "a \x02\x02b\x03", "b") == []


def test_nothing_to_mark() -> None:
    assert highlights("the rent", None, "?") == []


@pytest.mark.parametrize("written", ["A012345678", "A012-345-678", "A 012 345 678", "A-012.345.678", "a012345678"])
@pytest.mark.parametrize("asked", ["A012345678", "A012-345-678", "is it A 012 345 678?"])
def test_numbers_are_found_however_they_are_written(written: str, asked: str) -> None:
    assert written in shown(f"Number {written} of the file", None, asked)


@pytest.mark.parametrize("text", ["A0123456789", "XA012345678", "A012 of 345678"])
def test_part_of_a_number_is_not_it(text: str) -> None:
    assert shown(text, None, "A012345678") == []


def test_short_numbers_are_words() -> None:
    assert shown("in 2027", None, "2027") == []


@given(TEXTS, st.none() | TEXTS, TEXTS)
def test_places_are_in_the_text_in_order_and_apart(text: str, marked: str | None, question: str) -> None:
    end = 0
    for place, (start, stop) in enumerate(highlights(text, marked, question)):
        assert start >= end + bool(place)
        assert start < stop <= len(text)
        end = stop
