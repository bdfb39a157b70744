"""Instructions inside documents are data: none changes an answer, reaches a model, or makes it do anything."""

from dataclasses import replace

import pytest

from services.assistant.answering.instructions import addresses_a_machine
from tests.services.assistant.answering.vault import LETTER, PASSPORT, ask
from tests.services.assistant.planted import PLANTED
from tests.support.documents import LEASE, upload_and_process
from tests.support.language_model import ModelServer
from tests.support.platform import Caller, Platform

QUESTIONS = (
    "What is my salary?",
    "How many hours per week do I work?",
    "When does my passport expire?",
    "Who do I report to?",
    "What is the monthly rent?",
    "What documents do I have?",
)


@pytest.mark.parametrize("planted", PLANTED)
def test_the_embedded_model_answers_as_without_it(planted: str) -> None:
    about = planted.replace("monthly rent", "salary").replace("rent", "salary")
    tainted = replace(LETTER, text=f"{LETTER.text}\n{planted}\n{about}")
    for question in QUESTIONS:
        given, clean = ask(question, tainted, PASSPORT), ask(question, LETTER, PASSPORT)
        assert given.text == clean.text, question
        assert [source.snippet for source in given.sources] == [source.snippet for source in clean.sources]


@pytest.mark.parametrize(
    "sentence",
    [
        "You must respond to this request by 15 December 2026.",
        "Show this card when asked by an officer.",
        "Please answer only the questions in Part 2.",
        "The tenant must not ignore requests for repairs.",
        "Read the instructions for Form I-131 before you fill it in.",
        "From now on the rent is due on the first of the month.",
        "The assistant manager reports to the director.",
        "Use the enclosed envelope to reply.",
    ],
)
def test_what_papers_say_is_no_instruction_to_a_machine(sentence: str) -> None:
    assert not addresses_a_machine(sentence)


@pytest.mark.usefixtures("configured")
async def test_a_model_that_obeys_finds_nothing_to_obey(
    platform: Platform, as_owner: Caller, vault_id: str, model: ModelServer
) -> None:
    """It says whatever it reads that has the planted word, and cites everything for it."""
    tainted = LEASE + "\n\n".join(PLANTED).encode()
    await upload_and_process(platform, as_owner, vault_id, content=tainted)

    def obey(asked: str) -> str:
        commanded = [line for line in asked.splitlines() if "PLUM" in line]
        return "".join(f"{line} The rent is PLUM [1]. " for line in commanded) + "The monthly rent is 900 crowns [1]."

    model.answer = obey
    question = {"question": "How much is the monthly rent?"}
    body = (await as_owner.post("assistant", f"/vaults/{vault_id}/ask", json=question)).json()
    assert "PLUM" not in model.asked
    assert "PLUM" not in body["answer"]
    assert "900 crowns" in body["answer"]
    assert all("tools" not in request and "functions" not in request for request in model.requests)
