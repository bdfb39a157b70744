"""Conversations, through the door."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from services.assistant.asking.service import MOST_QUESTIONS
from services.assistant.conversations.tasks import delete_old_conversations
from services.assistant.models import Conversation, Message
from services.assistant.resources import AssistantResources
from tests.support.documents import upload_and_process
from tests.support.platform import Caller, Platform

NOT_FOUND = {"detail": "Conversation not found"}


@pytest.fixture
async def lease_vault(platform: Platform, as_owner: Caller, vault_id: str) -> str:
    await upload_and_process(platform, as_owner, vault_id)
    return vault_id


async def ask(who: Caller, vault_id: str, question: str, conversation_id: str | None = None) -> dict[str, Any]:
    body = {"question": question, "conversation_id": conversation_id}
    response = await who.post("assistant", f"/vaults/{vault_id}/ask", json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def begin(who: Caller, **options: object) -> dict[str, Any]:
    response = await who.post("assistant", "/conversations", json=options)
    assert response.status_code == 201, response.text
    conversation: dict[str, Any] = response.json()
    return conversation


async def titles(who: Caller, **options: Any) -> list[str]:
    listed = (await who.get("assistant", "/conversations", params=options)).json()["conversations"]
    return [conversation["title"] for conversation in listed]


class TestBeginning:
    async def test_with_nothing_said(self, as_owner: Caller, vault_id: str) -> None:
        made = await begin(as_owner, title="Lease questions", vault_id=vault_id)
        assert (made["title"], made["vault_id"], made["archived_at"]) == ("Lease questions", vault_id, None)
        read = (await as_owner.get("assistant", f"/conversations/{made['id']}")).json()
        assert (read["messages"], read["is_readable"]) == ([], True)

    async def test_the_first_question_gives_title_and_vault(self, as_owner: Caller, lease_vault: str) -> None:
        made = await begin(as_owner)
        assert made["title"] == "New conversation"
        await ask(as_owner, lease_vault, "How much is the rent?", made["id"])
        read = (await as_owner.get("assistant", f"/conversations/{made['id']}")).json()
        assert (read["title"], read["vault_id"]) == ("How much is the rent?", lease_vault)

    async def test_a_title_that_was_given_stays(self, as_owner: Caller, lease_vault: str) -> None:
        made = await begin(as_owner, title="Mine")
        await ask(as_owner, lease_vault, "How much is the rent?", made["id"])
        assert await titles(as_owner) == ["Mine"]

    async def test_a_long_question_is_cut_between_words(self, as_owner: Caller, vault_id: str) -> None:
        await ask(as_owner, vault_id, "Is there any\nchance " + "at all " * 40)
        (title,) = await titles(as_owner)
        assert title.startswith("Is there any chance at all")
        assert title.endswith(("at…", "all…"))
        assert len(title) <= 80

    async def test_about_a_vault_out_of_sight_is_404(self, as_stranger: Caller, vault_id: str) -> None:
        response = await as_stranger.post("assistant", "/conversations", json={"vault_id": vault_id})
        assert (response.status_code, response.json()) == (404, {"detail": "Vault not found"})

    @pytest.mark.parametrize("body", [{"title": ""}, {"title": "x" * 201}, {"title": "a\nb"}, {"name": "x"}])
    async def test_wrong_shape_is_422(self, as_owner: Caller, body: dict[str, str]) -> None:
        assert (await as_owner.post("assistant", "/conversations", json=body)).status_code == 422


class TestReading:
    async def test_questions_and_answers_in_order(self, as_owner: Caller, lease_vault: str) -> None:
        first = await ask(as_owner, lease_vault, "How much is the monthly rent?")
        await ask(as_owner, lease_vault, "Who is the landlord?", first["conversation_id"])
        read = (await as_owner.get("assistant", f"/conversations/{first['conversation_id']}")).json()
        assert [message["role"] for message in read["messages"]] == ["user", "assistant"] * 2
        assert read["messages"][0]["content"] == "How much is the monthly rent?"
        assert read["messages"][1]["content"] == first["answer"]
        assert read["messages"][1]["sources"] == first["sources"]
        assert [message["is_grounded"] for message in read["messages"]] == [None, True, None, True]

    async def test_earlier_questions_say_what_is_meant(self, as_owner: Caller, lease_vault: str) -> None:
        first = await ask(as_owner, lease_vault, "Who is the landlord on my lease?")
        then = await ask(as_owner, lease_vault, "And when does it end?", first["conversation_id"])
        assert "31 December 2027" in then["answer"]
        read = (await as_owner.get("assistant", f"/conversations/{first['conversation_id']}")).json()
        assert read["messages"][2]["content"] == "And when does it end?"

    async def test_nothing_said_about_a_vault_out_of_sight(
        self, platform: Platform, as_owner: Caller, as_stranger: Caller, lease_vault: str
    ) -> None:
        said = await ask(as_owner, lease_vault, "How much is the monthly rent?")
        path = f"/conversations/{said['conversation_id']}"
        async with platform.session("assistant") as session, session.begin():
            await session.execute(update(Conversation).values(owner_id=as_stranger.id))
        read = (await as_stranger.get("assistant", path)).json()
        assert (read["is_readable"], read["messages"]) == (False, [])
        assert await titles(as_stranger, q="crowns") == []
        assert await titles(as_stranger, q="monthly rent") == ["How much is the monthly rent?"]
        assert "900 crowns" not in (await as_stranger.get("assistant", f"{path}/export")).text

    async def test_full_is_409(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        made = await begin(as_owner, vault_id=vault_id)
        async with platform.session("assistant") as session, session.begin():
            session.add_all(
                Message(conversation_id=made["id"], role="user", content="?") for _ in range(MOST_QUESTIONS)
            )
        body = {"question": "One more?", "conversation_id": made["id"]}
        response = await as_owner.post("assistant", f"/vaults/{vault_id}/ask", json=body)
        assert response.status_code == 409
        assert response.json() == {"detail": "This conversation has as many questions as fit: begin another"}


class TestListing:
    async def test_last_written_to_first(self, as_owner: Caller, vault_id: str) -> None:
        first = await begin(as_owner, title="first", vault_id=vault_id)
        await begin(as_owner, title="second", vault_id=vault_id)
        assert await titles(as_owner) == ["second", "first"]
        await ask(as_owner, vault_id, "Is there a lease?", first["id"])
        assert sorted(await titles(as_owner, vault_id=vault_id)) == ["first", "second"]
        assert await titles(as_owner, vault_id=str(uuid4())) == []

    async def test_page_by_page(self, as_owner: Caller) -> None:
        for number in range(3):
            await begin(as_owner, title=f"number {number}")
        first = (await as_owner.get("assistant", "/conversations", params={"limit": 2})).json()
        cursor = first["pagination"]["next_cursor"]
        rest = (await as_owner.get("assistant", "/conversations", params={"limit": 2, "cursor": cursor})).json()
        found = [one["title"] for one in (*first["conversations"], *rest["conversations"])]
        assert sorted(found) == ["number 0", "number 1", "number 2"]
        assert rest["pagination"]["has_more"] is False

    @pytest.mark.parametrize(("q", "found"), [("rent", 1), ("900 CROWNS", 1), ("100%", 0), ("nothing of it", 0)])
    async def test_words_in_titles_and_in_what_was_said(
        self, as_owner: Caller, lease_vault: str, q: str, found: int
    ) -> None:
        await ask(as_owner, lease_vault, "How much is the monthly rent?")
        assert len(await titles(as_owner, q=q)) == found

    async def test_bad_cursor_is_400(self, as_owner: Caller) -> None:
        response = await as_owner.get("assistant", "/conversations", params={"cursor": "bm9wZQ"})
        assert response.status_code == 400


class TestChanging:
    async def test_title_and_archive(self, as_owner: Caller) -> None:
        made = await begin(as_owner, title="old")
        path = f"/conversations/{made['id']}"
        changed = (await as_owner.patch("assistant", path, json={"title": "new", "archived": True})).json()
        assert changed["title"] == "new"
        assert changed["archived_at"]
        assert await titles(as_owner) == []
        assert await titles(as_owner, archived=True) == ["new"]
        again = (await as_owner.patch("assistant", path, json={"archived": True})).json()
        assert again["archived_at"] == changed["archived_at"]
        await as_owner.patch("assistant", path, json={"archived": False})
        assert await titles(as_owner) == ["new"]

    async def test_delete_once(self, as_owner: Caller) -> None:
        path = f"/conversations/{(await begin(as_owner))['id']}"
        first, second = [await as_owner.delete("assistant", path) for _ in range(2)]
        assert (first.status_code, first.json()) == (200, {"success": True})
        assert (second.status_code, second.json()) == (404, NOT_FOUND)

    async def test_somebody_elses_is_404(self, as_owner: Caller, as_stranger: Caller) -> None:
        path = f"/conversations/{(await begin(as_owner))['id']}"
        for response in (
            await as_stranger.get("assistant", path),
            await as_stranger.get("assistant", f"{path}/export"),
            await as_stranger.patch("assistant", path, json={"title": "mine"}),
            await as_stranger.delete("assistant", path),
        ):
            assert (response.status_code, response.json()) == (404, NOT_FOUND)

    async def test_nobody_is_401(self, as_nobody: Caller) -> None:
        assert (await as_nobody.get("assistant", "/conversations")).status_code == 401


class TestExport:
    async def test_is_markdown_with_its_sources(self, as_owner: Caller, lease_vault: str) -> None:
        said = await ask(as_owner, lease_vault, "How *much* is the monthly rent?")
        response = await as_owner.get("assistant", f"/conversations/{said['conversation_id']}/export")
        assert response.headers["content-type"] == "text/markdown; charset=utf-8"
        assert f"conversation-{said['conversation_id']}.md" in response.headers["content-disposition"]
        assert "## How \\*much\\* is the monthly rent?" in response.text
        assert "- [1] lease.txt, page 1: “" in response.text


class TestRetention:
    @pytest.fixture
    def resources(self, platform: Platform) -> AssistantResources:
        resources = platform.resources("assistant")
        assert isinstance(resources, AssistantResources)
        return resources

    async def test_keeps_all_where_nothing_is_set(self, as_owner: Caller, resources: AssistantResources) -> None:
        await begin(as_owner, title="kept")
        await delete_old_conversations.run(resources)
        assert await titles(as_owner) == ["kept"]

    async def test_deletes_what_nobody_wrote_to(
        self, platform: Platform, as_owner: Caller, resources: AssistantResources
    ) -> None:
        old, _ = await begin(as_owner, title="old"), await begin(as_owner, title="new")
        async with platform.session("assistant") as session, session.begin():
            moment = resources.now() - timedelta(days=31)
            await session.execute(update(Conversation).where(Conversation.id == old["id"]).values(updated_at=moment))
        whole = resources.settings
        resources.settings = whole.model_copy(update={"conversations_kept": timedelta(days=30)})
        try:
            await delete_old_conversations.run(resources)
        finally:
            resources.settings = whole
        assert await titles(as_owner) == ["new"]
