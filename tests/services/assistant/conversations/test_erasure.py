"""Erasing what a person asked."""

from uuid import uuid4

from sqlalchemy import select

from services.assistant.conversations.tasks import erase_account
from services.assistant.models import Conversation, Message
from shared.events import AccountErasureRequested
from tests.support.platform import Caller, Platform, sign_up


async def test_deletes_the_person_s_conversations_and_no_others(
    platform: Platform, as_owner: Caller, vault_id: str
) -> None:
    other = await sign_up(platform, "other@utopia.example")
    theirs = (await other.post("vault", "/vaults", json={})).json()["id"]
    for caller, vault in ((as_owner, vault_id), (other, theirs)):
        answered = await caller.post("assistant", f"/vaults/{vault}/ask", json={"question": "What is the rent?"})
        assert answered.status_code == 200
    assert as_owner.id is not None
    event = AccountErasureRequested(account_id=as_owner.id, erasure_id=uuid4(), email="owner@utopia.example")
    for _ in range(2):
        await erase_account.run(platform.resources("assistant"), event=event.model_dump(mode="json"))
    async with platform.session("assistant") as session:
        assert set(await session.scalars(select(Conversation.owner_id))) == {other.id}
        assert len((await session.scalars(select(Message))).all()) == 2
    confirmed = [row for row in await platform.outbox("assistant") if row.name == "account.erasure_confirmed"]
    assert {(row.payload["service"], row.payload["erasure_id"]) for row in confirmed} == {
        ("assistant", str(event.erasure_id))
    }
