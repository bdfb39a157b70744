"""What a person takes along of their conversations."""

from services.assistant.models import Conversation, Message
from shared.clients.assistant import AssistantClient
from tests.support.platform import Caller, Platform


async def converse(platform: Platform, who: Caller, vault_id: str | None) -> None:
    async with platform.session("assistant") as session, session.begin():
        conversation = Conversation(owner_kind="account", owner_id=who.id, vault_id=vault_id, title="Lease")
        session.add(conversation)
        await session.flush()
        for role, content in (("user", "When does it end?"), ("assistant", "In 2027 [1].")):
            session.add(Message(conversation_id=conversation.id, role=role, content=content, sources=[]))
            await session.flush()


async def exported(platform: Platform, who: Caller) -> list[tuple[str, list[str]]]:
    """Title and contents of each conversation."""
    assert who.id
    client: AssistantClient = platform.resources("account").assistant
    conversations = await client.export(who.id)
    return [(item["title"], [message["content"] for message in item["messages"]]) for item in conversations]


async def test_are_whole_and_in_order(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    await converse(platform, as_owner, vault_id)
    await converse(platform, as_owner, None)
    said = ["When does it end?", "In 2027 [1]."]
    assert await exported(platform, as_owner) == [("Lease", said), ("Lease", said)]


async def test_say_nothing_of_a_vault_that_is_out_of_sight(
    platform: Platform, as_stranger: Caller, vault_id: str
) -> None:
    await converse(platform, as_stranger, vault_id)
    assert await exported(platform, as_stranger) == [("Lease", [])]


async def test_are_the_persons_own(platform: Platform, as_owner: Caller, as_stranger: Caller, vault_id: str) -> None:
    await converse(platform, as_owner, vault_id)
    assert await exported(platform, as_stranger) == []
