"""Answers about documents as a whole."""

from dataclasses import replace

import pytest

from services.assistant.answering.answer import NOTHING_FOUND
from services.assistant.answering.extractive import answer
from tests.services.assistant.answering.vault import (
    BENS_PASSPORT,
    LETTER,
    NEW_PASSPORT,
    PASSPORT,
    TODAY,
    VAULT,
    VISA,
    ask,
    evidence,
)


def test_how_many_of_a_kind() -> None:
    given = ask("How many passports do I have?", PASSPORT, NEW_PASSPORT, VISA)
    assert given.text == "There are 2 passports here: specimen-td3.jpg [1], passport-renewed.jpg [2]."


def test_one_of_a_kind() -> None:
    assert ask("How many visas do I have?", PASSPORT, VISA).text == "There is 1 visa here: specimen-mrva.jpg [1]."


def test_how_many_in_all() -> None:
    assert ask("How many documents are in this vault?", *VAULT).text.startswith("7 documents: ")


def test_what_there_is() -> None:
    lines = ask("What documents do I have?", PASSPORT, LETTER).text.splitlines()
    assert lines == [
        "2 documents: A passport of Anna Maria Eriksson, specimen-td3.jpg [1].",
        "An employment letter, employment-letter.pdf [2].",
    ]


def test_a_document_without_values_is_cited_by_the_line_it_begins_with() -> None:
    [source] = ask("List all documents", LETTER).sources
    assert source.snippet == "Initech Shipyards"


def test_many_are_told_by_kind() -> None:
    many = [replace(PASSPORT, filename=f"p{number}.jpg") for number in range(20)]
    given = ask("What documents do I have?", *many, VISA)
    assert given.text.splitlines()[0] == "21 documents: 20 passports [1][2][3]."


def test_somebodys() -> None:
    given = ask("List everything of Ben", PASSPORT, BENS_PASSPORT, VISA)
    assert [source.filename for source in given.sources] == ["ben.jpg"]


@pytest.mark.parametrize("question", ["List everything of Zora", "How many leases do I have?", "All papers of my wife"])
def test_nothing_of_that(question: str) -> None:
    assert ask(question, *VAULT).text.startswith(NOTHING_FOUND)


def test_more_than_were_looked_at() -> None:
    more = evidence([PASSPORT, VISA]).model_copy(update={"has_more_documents": True})
    assert answer("How many documents do I have?", more, TODAY).text.startswith("At least 2 documents")


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("Which passport is the newest?", "The newest passport, specimen-td3.jpg, was issued on 16 April 2007"),
        ("Which of my visas is the oldest?", "The oldest visa, specimen-mrva.jpg, ends first, on 10 December 1996"),
    ],
)
def test_the_newest_and_the_oldest(question: str, beginning: str) -> None:
    assert ask(question, PASSPORT, VISA).text.startswith(beginning)
