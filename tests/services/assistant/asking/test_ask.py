"""Asking, through the door."""

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from services.assistant.models import Conversation, Message
from tests.support.documents import upload_and_process
from tests.support.platform import Caller, Platform

RENT = {"question": "How much is the monthly rent?"}


@pytest.fixture
async def lease_vault(platform: Platform, as_owner: Caller, vault_id: str) -> str:
    """A vault that holds a lease."""
    await upload_and_process(platform, as_owner, vault_id)
    return vault_id


def events(text: str) -> list[tuple[str, Any]]:
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))) for lines in blocks]


class TestModels:
    async def test_names_the_embedded_one(self, as_owner: Caller) -> None:
        (model,) = (await as_owner.get("assistant", "/models")).json()["models"]
        assert model == {
            "id": "extractive",
            "name": "Extractive (embedded)",
            "provider": "immiblox",
            "default": True,
            "available": True,
        }


class TestAsk:
    async def test_cites_where_it_stands(self, as_owner: Caller, lease_vault: str) -> None:
        response = await as_owner.post("assistant", f"/vaults/{lease_vault}/ask", json=RENT)
        assert response.status_code == 200
        body = response.json()
        assert body["grounded"] is True
        assert "900 crowns" in body["answer"]
        assert "[1]" in body["answer"]
        (source,) = body["sources"]
        assert (source["index"], source["filename"], source["page"]) == (1, "lease.txt", 1)
        assert "900 crowns" in source["snippet"]
        assert body["usage"] == {"input_tokens": 0, "output_tokens": 0, "cost_usd": 0}

    async def test_says_so_where_nothing_answers(self, as_owner: Caller, lease_vault: str) -> None:
        question = {"question": "What is my SEVIS ID?"}
        body = (await as_owner.post("assistant", f"/vaults/{lease_vault}/ask", json=question)).json()
        assert (body["grounded"], body["sources"]) == (False, [])
        assert body["answer"].startswith("I found nothing about that")

    async def test_empty_vault_answers_nothing(self, as_owner: Caller, vault_id: str) -> None:
        body = (await as_owner.post("assistant", f"/vaults/{vault_id}/ask", json=RENT)).json()
        assert (body["grounded"], body["sources"]) == (False, [])

    async def test_what_a_person_corrected_counts(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        """With the line where it was read, which says something else."""
        document = await upload_and_process(platform, as_owner, vault_id)
        correction = {"document_type_code": "LEASE", "metadata": {"lease_end": "2028-01-31"}}
        await as_owner.patch("document", f"/documents/{document['id']}/classify", json=correction)
        await platform.run_tasks()
        question = {"question": "When does my lease end?"}
        body = (await as_owner.post("assistant", f"/vaults/{vault_id}/ask", json=question)).json()
        assert "31 January 2028 [1]" in body["answer"]
        assert body["answer"].endswith("A person has entered or confirmed this value.")
        assert body["sources"][0]["snippet"] == "The lease ends on 31 December 2027."

    async def test_only_the_named_documents_count(self, as_owner: Caller, lease_vault: str) -> None:
        narrowed = RENT | {"document_ids": [str(uuid4())]}
        body = (await as_owner.post("assistant", f"/vaults/{lease_vault}/ask", json=narrowed)).json()
        assert body["grounded"] is False

    async def test_keeps_the_conversation(self, platform: Platform, as_owner: Caller, lease_vault: str) -> None:
        path = f"/vaults/{lease_vault}/ask"
        first = (await as_owner.post("assistant", path, json=RENT)).json()
        again = await as_owner.post("assistant", path, json=RENT | {"conversation_id": first["conversation_id"]})
        assert again.json()["conversation_id"] == first["conversation_id"]
        async with platform.session("assistant") as session:
            roles = (await session.scalars(select(Message.role).order_by(Message.id))).all()
            conversation = await session.get_one(Conversation, first["conversation_id"])
        assert sorted(roles) == ["assistant", "assistant", "user", "user"]
        assert conversation.title == RENT["question"]
        assert [row.name for row in await platform.outbox("assistant")] == ["assistant.answered"] * 2

    async def test_conversation_of_somebody_else_is_404(
        self, as_owner: Caller, as_stranger: Caller, lease_vault: str
    ) -> None:
        theirs = (await as_owner.post("assistant", f"/vaults/{lease_vault}/ask", json=RENT)).json()["conversation_id"]
        own_vault = (await as_stranger.post("vault", "/vaults", json={})).json()["id"]
        question = RENT | {"conversation_id": theirs}
        response = await as_stranger.post("assistant", f"/vaults/{own_vault}/ask", json=question)
        assert (response.status_code, response.json()) == (404, {"detail": "Conversation not found"})

    async def test_unknown_model_is_404(self, as_owner: Caller, lease_vault: str) -> None:
        response = await as_owner.post("assistant", f"/vaults/{lease_vault}/ask", json=RENT | {"model": "gpt-4"})
        assert (response.status_code, response.json()) == (404, {"detail": "Model not found"})

    async def test_stranger_learns_nothing(self, as_stranger: Caller, lease_vault: str) -> None:
        response = await as_stranger.post("assistant", f"/vaults/{lease_vault}/ask", json=RENT)
        assert (response.status_code, response.json()) == (404, {"detail": "Vault not found"})

    @pytest.mark.parametrize("question", ["", "x" * 4001, None, 7])
    async def test_wrong_shape_is_422(self, as_owner: Caller, vault_id: str, question: object) -> None:
        response = await as_owner.post("assistant", f"/vaults/{vault_id}/ask", json={"question": question})
        assert response.status_code == 422

    async def test_document_service_away_is_503(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        platform.router.down.add(platform.resources("document").settings.port("document"))
        response = await as_owner.post("assistant", f"/vaults/{vault_id}/ask", json=RENT)
        assert (response.status_code, response.json()) == (503, {"detail": "The document service is not available"})
        assert response.headers["Retry-After"]

    async def test_asks_two_services_once_each(self, platform: Platform, as_owner: Caller, lease_vault: str) -> None:
        platform.router.requests.clear()
        for _ in range(2):
            await as_owner.post("assistant", f"/vaults/{lease_vault}/ask", json=RENT)
        internal = [request.url.path for request in platform.router.requests if "/internal/" in request.url.path]
        # Access is asked at most once and then remembered; evidence once a question.
        assert sum(path.endswith("/evidence") for path in internal) == 2
        assert sum(path.endswith("/access") for path in internal) <= 1


class TestAskStream:
    async def test_sources_then_tokens_then_the_whole_answer(self, as_owner: Caller, lease_vault: str) -> None:
        response = await as_owner.post("assistant", f"/vaults/{lease_vault}/ask-stream", json=RENT)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        streamed = events(response.text)
        names = [name for name, _ in streamed]
        assert names[0] == "sources"
        assert set(names[1:-1]) == {"token"}
        assert names[-1] == "done"
        whole = streamed[-1][1]
        assert "".join(data["text"] for name, data in streamed if name == "token") == whole["answer"]
        assert streamed[0][1]["sources"] == whole["sources"]

    async def test_refusals_come_before_the_stream(self, as_stranger: Caller, lease_vault: str) -> None:
        response = await as_stranger.post("assistant", f"/vaults/{lease_vault}/ask-stream", json=RENT)
        assert (response.status_code, response.json()) == (404, {"detail": "Vault not found"})

    async def test_failure_inside_is_an_event(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        platform.router.down.add(platform.resources("document").settings.port("document"))
        response = await as_owner.post("assistant", f"/vaults/{vault_id}/ask-stream", json=RENT)
        assert events(response.text) == [("error", {"detail": "The document service is not available"})]


async def test_deleted_vault_is_forgotten(platform: Platform, as_owner: Caller, lease_vault: str) -> None:
    await as_owner.post("assistant", f"/vaults/{lease_vault}/ask", json=RENT)
    await as_owner.delete("vault", f"/vaults/{lease_vault}")
    assert "assistant.forget_vault" in await platform.run_tasks()
    async with platform.session("assistant") as session:
        assert await session.scalar(select(func.count()).select_from(Message)) == 0
