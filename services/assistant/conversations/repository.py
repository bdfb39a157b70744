"""Every query on conversations. A conversation belongs to the caller who began it, and to one vault."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.assistant.conversations.errors import ConversationNotFound
from services.assistant.models import Conversation, Message
from shared.auth.principals import Kind, Principal


class ConversationRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def readable_by(self, who: Principal) -> Select[Conversation]:
        return select(Conversation).where(Conversation.owner_kind == who.kind, Conversation.owner_id == who.id)

    async def get(self, conversation_id: UUID, who: Principal, vault_id: UUID) -> Conversation:
        """Raises ConversationNotFound; one about another vault is not found here either."""
        found: Conversation | None = await self.session.scalar(
            self.readable_by(who).where(Conversation.id == conversation_id, Conversation.vault_id == vault_id)
        )
        if found is None:
            raise ConversationNotFound
        return found

    async def all(self, who: Principal) -> Sequence[Conversation]:
        """The caller's conversations, oldest first."""
        return (await self.session.scalars(self.readable_by(who).order_by(Conversation.id))).all()

    async def messages(self, conversation_ids: Collection[UUID]) -> Sequence[Message]:
        """In the order in which they were said."""
        of_these = select(Message).where(Message.conversation_id.in_(conversation_ids))
        return (await self.session.scalars(of_these.order_by(Message.id))).all()

    async def add(self, conversation: Conversation) -> Conversation:
        self.session.add(conversation)
        await self.session.flush()
        return conversation

    async def append(self, *messages: Message) -> None:
        self.session.add_all(messages)
        await self.session.flush()

    async def delete_of_account(self, account_id: UUID) -> None:
        await self.session.execute(
            delete(Conversation).where(Conversation.owner_kind == Kind.ACCOUNT, Conversation.owner_id == account_id)
        )

    async def delete_of_vault(self, vault_id: UUID) -> None:
        await self.session.execute(delete(Conversation).where(Conversation.vault_id == vault_id))
