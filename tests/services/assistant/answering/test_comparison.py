"""Answers about two documents side by side."""

from dataclasses import replace

import pytest

from services.assistant.answering.answer import NOTHING_FOUND
from tests.services.assistant.answering.vault import BENS_PASSPORT, EAD, I20, I94, NEW_PASSPORT, PASSPORT, VISA, ask

NEWER = (PASSPORT, NEW_PASSPORT, VISA, I94, I20, EAD)


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("Is the name on my passport the same as on my visa?", "Yes: the name on your passport"),
        ("Does the date of birth on my visa match my passport?", "Yes: the date of birth on your visa"),
        ("Is the place of birth on my passport different from the one on my visa?", NOTHING_FOUND),
        ("Does my EAD expire before my I-94?", "No: your work permit expires on 1 February 2027"),
        ("Does my EAD expire after my I-94?", "Yes: your work permit expires on 1 February 2027"),
        ("Which expires first, my EAD or my I-94?", "First: the admit-until date on your I-94 is 15 January 2027"),
        ("Which is valid longer, my EAD or my I-94?", "Last: your work permit expires on 1 February 2027"),
        ("Does my program end before my EAD expires?", "No: the program end date on your I-20 is 15 May 2027"),
        ("Does my EAD expire before my program ends?", "Yes: your work permit expires on 1 February 2027"),
        ("Is my passport number on the I-94 the same as on my old passport?", "Yes: the passport number on your I-94"),
    ],
)
def test_a_verdict_and_what_it_rests_on(question: str, beginning: str) -> None:
    assert ask(question, *NEWER).text.startswith(beginning)


def test_it_is_one_sentence_with_a_mark_for_each_side() -> None:
    given = ask("Which expires first, my EAD or my I-94?", EAD, I94)
    assert given.text == (
        "First: the admit-until date on your I-94 is 15 January 2027 [1]; "
        "your work permit expires on 1 February 2027 [2]."
    )


def test_it_falls_whole_with_one_of_its_citations() -> None:
    misread = replace(EAD, fields={**EAD.fields, "expiration_date": ("2027-02-01", "a line that stands nowhere")})
    assert not ask("Which expires first, my EAD or my I-94?", misread, I94).grounded


def test_where_a_side_has_no_date_nothing_is_judged() -> None:
    until = replace(I94, fields={**I94.fields, "admit_until": ("D/S", "Class of Admission: F1")})
    text = ask("Does my EAD expire before my I-94?", EAD, until).text
    assert "D/S (duration of status)" in text
    assert not text.startswith(("Yes", "No"))


def test_the_newest_of_a_kind_speaks_for_it() -> None:
    assert "3 May 2031" in ask("Does my passport expire before my I-94?", PASSPORT, NEW_PASSPORT, I94).text


@pytest.mark.parametrize(("which", "number"), [("new", "M12345678"), ("current", "M12345678"), ("old", "L898902C3")])
def test_the_new_one_and_the_old_one(which: str, number: str) -> None:
    text = ask(f"What is the number of my {which} passport?", PASSPORT, NEW_PASSPORT).text
    assert number in text
    assert text.count("[") == 1


def test_the_last_of_several() -> None:
    given = ask("Whose passport expires last?", NEW_PASSPORT, BENS_PASSPORT)
    assert "3 May 2031" in given.text
    assert "2028" not in given.text
