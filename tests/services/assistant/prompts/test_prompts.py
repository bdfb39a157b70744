"""Prompts, through the door."""

from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from services.assistant.prompts.catalogue import Prompt, load_prompts
from tests.support.documents import upload_and_process
from tests.support.platform import Caller, Platform

EXPIRY = "/prompts/expiry-of-document"


async def use(who: Caller, path: str = f"{EXPIRY}/use", **body: Any) -> tuple[int, dict[str, Any]]:
    response = await who.post("assistant", path, json=body)
    return response.status_code, response.json()


async def test_all_of_them_and_one_category(as_owner: Caller) -> None:
    everything = (await as_owner.get("assistant", "/prompts")).json()["prompts"]
    assert len(everything) >= 20
    (first, *_) = everything
    assert set(first) == {"id", "title", "description", "category", "template", "variables", "use_count"}
    travel = (await as_owner.get("assistant", "/prompts", params={"category": "travel"})).json()["prompts"]
    assert travel == [prompt for prompt in everything if prompt["category"] == "travel"]
    assert (await as_owner.get("assistant", "/prompts", params={"category": "none"})).json() == {"prompts": []}


async def test_one(as_owner: Caller) -> None:
    prompt = (await as_owner.get("assistant", EXPIRY)).json()
    assert prompt["template"] == "When does my {document} expire?"
    assert prompt["variables"][0]["name"] == "document"


async def test_unknown_is_404(as_owner: Caller) -> None:
    response = await as_owner.get("assistant", "/prompts/nope")
    assert (response.status_code, response.json()) == (404, {"detail": "Prompt not found"})
    assert await use(as_owner, "/prompts/nope/use") == (404, {"detail": "Prompt not found"})


async def test_without_a_vault_it_is_filled_in(as_owner: Caller) -> None:
    assert await use(as_owner, variables={"document": " my\nvisa "}) == (
        200,
        {"prompt": "When does my my visa expire?", "answer": None},
    )


async def test_a_default_may_be_left_out(as_owner: Caller) -> None:
    status, body = await use(as_owner, "/prompts/expiring-soon/use")
    assert (status, body["prompt"]) == (200, "Which documents expire within 90 days?")


async def test_with_a_vault_it_is_asked(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    await upload_and_process(platform, as_owner, vault_id)
    status, body = await use(as_owner, variables={"document": "lease"}, vault_id=vault_id)
    assert status == 200
    assert "31 December 2027" in body["answer"]["answer"]
    conversation = body["answer"]["conversation_id"]
    _, again = await use(as_owner, variables={"document": "lease"}, vault_id=vault_id, conversation_id=conversation)
    assert again["answer"]["conversation_id"] == conversation


async def test_uses_are_counted(as_owner: Caller) -> None:
    for _ in range(2):
        await use(as_owner, variables={"document": "visa"})
    await use(as_owner, variables={})
    assert (await as_owner.get("assistant", EXPIRY)).json()["use_count"] == 2


@pytest.mark.parametrize(
    ("path", "variables", "detail"),
    [
        (EXPIRY, {}, "document is missing"),
        (EXPIRY, {"document": "  "}, "document has from 1 to 200 characters"),
        (EXPIRY, {"document": "x" * 201}, "document has from 1 to 200 characters"),
        (EXPIRY, {"document": "visa", "colour": "red"}, "colour is no variable of this prompt"),
        ("/prompts/expiring-soon", {"days": "soon"}, "days does not look like 90"),
        ("/prompts/compare-names", {}, "first is missing; second is missing"),
    ],
)
async def test_what_is_wrong_is_named(as_owner: Caller, path: str, variables: dict[str, str], detail: str) -> None:
    assert await use(as_owner, f"{path}/use", variables=variables) == (422, {"detail": detail})


async def test_a_value_outside_its_options_names_them(as_owner: Caller) -> None:
    status, body = await use(as_owner, "/prompts/grace-period/use", variables={"status": "K-9"})
    assert (status, body["detail"]) == (422, "status is one of F-1, J-1, H-1B, L-1, O-1, TN, OPT")


async def test_a_conversation_needs_its_vault(as_owner: Caller) -> None:
    status, body = await use(as_owner, variables={"document": "visa"}, conversation_id=str(uuid4()))
    assert (status, body) == (422, {"detail": "A conversation goes on about a vault: give its vault_id too"})


async def test_vault_out_of_sight_is_404(as_stranger: Caller, vault_id: str) -> None:
    assert await use(as_stranger, variables={"document": "visa"}, vault_id=vault_id) == (
        404,
        {"detail": "Vault not found"},
    )


def test_every_prompt_can_be_filled_in() -> None:
    for prompt in load_prompts().values():
        values = {
            variable.name: (*variable.options, *variable.examples, variable.default or "")[0]
            for variable in prompt.variables
        }
        assert "{" not in prompt.filled(values), prompt.id


def test_a_gap_without_a_variable_is_refused() -> None:
    plain = {"id": "x", "title": "x", "description": "x", "category": "x"}
    with pytest.raises(ValidationError):
        Prompt.model_validate(plain | {"template": "When does {it} end?"})
