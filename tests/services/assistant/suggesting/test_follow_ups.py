"""Questions to ask next, through the door."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.documents import upload_and_process
from tests.support.platform import Caller, Platform

PASSPORT = (
    b"PASSPORT\nType: P\nPassport No.: AB8362917\nSurname: LINDQVIST\nGiven names: MAJA\nDate of expiry: 02 APR 2027\n"
)


@pytest.fixture
async def stocked(platform: Platform, as_owner: Caller, vault_id: str) -> str:
    await upload_and_process(platform, as_owner, vault_id)
    await upload_and_process(platform, as_owner, vault_id, "passport.txt", PASSPORT)
    return vault_id


async def suggested(who: Caller, vault_id: str, **wanted: object) -> list[str]:
    response = await who.post("assistant", f"/vaults/{vault_id}/follow-ups", json=wanted)
    assert response.status_code == 200, response.text
    questions: list[str] = response.json()["follow_ups"]
    return questions


async def test_three_that_the_vault_answers(as_owner: Caller, stocked: str) -> None:
    questions = await suggested(as_owner, stocked, question="When does my passport expire?")
    assert len(questions) == 3
    assert "When does my passport expire?" not in questions
    for question in questions:
        body = (await as_owner.post("assistant", f"/vaults/{stocked}/ask", json={"question": question})).json()
        assert body["grounded"], question


async def test_about_what_was_asked_about_first(as_owner: Caller, stocked: str) -> None:
    questions = await suggested(as_owner, stocked, question="What is the number of my passport?")
    assert questions[0] == "When does my passport expire?"


async def test_go_on_from_a_conversation(as_owner: Caller, stocked: str) -> None:
    question = {"question": "When does my passport expire?"}
    said = (await as_owner.post("assistant", f"/vaults/{stocked}/ask", json=question)).json()
    by_conversation = await suggested(as_owner, stocked, conversation_id=said["conversation_id"])
    assert by_conversation == await suggested(as_owner, stocked, **question)


async def test_the_same_every_time(as_owner: Caller, stocked: str) -> None:
    first, second = [await suggested(as_owner, stocked, question="lease?") for _ in range(2)]
    assert first == second


async def test_none_for_an_empty_vault(as_owner: Caller, vault_id: str) -> None:
    assert await suggested(as_owner, vault_id, question="When does my passport expire?") == []


async def test_conversation_of_nobody_is_404(as_owner: Caller, vault_id: str) -> None:
    wanted = {"conversation_id": str(uuid4())}
    response = await as_owner.post("assistant", f"/vaults/{vault_id}/follow-ups", json=wanted)
    assert (response.status_code, response.json()) == (404, {"detail": "Conversation not found"})


async def test_stranger_is_404(as_stranger: Caller, vault_id: str) -> None:
    response = await as_stranger.post("assistant", f"/vaults/{vault_id}/follow-ups", json={"question": "Lease?"})
    assert (response.status_code, response.json()) == (404, {"detail": "Vault not found"})


@pytest.mark.parametrize(
    "wanted", [{}, {"question": "Lease?", "conversation_id": str(uuid4())}, {"question": ""}, {"question": "x" * 4001}]
)
async def test_wrong_shape_is_422(as_owner: Caller, vault_id: str, wanted: dict[str, Any]) -> None:
    assert (await as_owner.post("assistant", f"/vaults/{vault_id}/follow-ups", json=wanted)).status_code == 422
