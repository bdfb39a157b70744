"""What a question leaves to be understood from those before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assistant.answering.context import in_context
from tests.services.assistant.answering.vault import BENS_PASSPORT, PASSPORT, VISA, ask


@pytest.mark.parametrize(
    ("earlier", "question", "meant"),
    [
        (["What is my passport number?"], "And when does it expire?", "when does my passport expire?"),
        (["When does my passport expire?"], "and my visa?", "When does my visa expire?"),
        (["When does my passport expire?"], "What about my I-94?", "When does my I-94 expire?"),
        (["When does my passport expire?", "and my visa?"], "When was it issued?", "When was my visa issued?"),
        (["When does Anna's passport expire?"], "and Ben's?", "When does Ben's passport expire?"),
        (["When does Anna's passport expire?"], "When was she born?", "When was Anna born?"),
        (["When does Anna's passport expire?"], "What is her nationality?", "What is Anna's nationality?"),
        (["When does my passport expire?"], "and Ben's?", "When does Ben's passport expire?"),
        (["What is on my visa?"], "the expiry date?", "What is the expiry date of my visa?"),
        (["Show me my green card"], "What is its number?", "What is my green card's number?"),
        (["What is my name?"], "When does my passport expire?", "When does my passport expire?"),
        (["When does my passport expire?"], "Who is my employer?", "Who is my employer?"),
        (["Who am I?"], "and when does it expire?", "and when does it expire?"),
        ([], "and when does it expire?", "and when does it expire?"),
        (["When does my passport expire?"], "Thanks!", "Thanks!"),
    ],
)
def test_it_reads_by_itself(earlier: list[str], question: str, meant: str) -> None:
    assert in_context(question, earlier) == meant


def test_it_is_answered() -> None:
    meant = in_context("and when does it expire?", ["What is the number of my passport?"])
    assert ask(meant, PASSPORT, VISA).text.startswith("Your passport expires on 15 April 2012")
    meant = in_context("and Ben's?", ["When does Anna's passport expire?"])
    assert "30 September 2028" in ask(meant, PASSPORT, BENS_PASSPORT).text


@given(st.lists(st.text(max_size=40), max_size=8), st.text(max_size=400))
def test_any_text_is_read(earlier: list[str], question: str) -> None:
    assert isinstance(in_context(question, earlier), str)


@given(st.text(min_size=301, max_size=600))
def test_a_long_question_stays_as_it_is(question: str) -> None:
    assert in_context(question, ["When does my passport expire?"]) == question
