"""Every query on conversations. A conversation belongs to the caller who began it, and to one vault."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.assistant.conversations.errors import ConversationNotFound
from services.assistant.conversations.schemas import ConversationFilter
from services.assistant.models import Conversation, Message
from shared.auth.principals import Kind, Principal
from shared.pagination import PageRequest, Pagination, Sort

LAST_WRITTEN_FIRST = Sort("-updated_at", Conversation.updated_at, Conversation.id)


class ConversationRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def readable_by(self, who: Principal) -> Select[Conversation]:
        return select(Conversation).where(Conversation.owner_kind == who.kind, Conversation.owner_id == who.id)

    async def get(self, conversation_id: UUID, who: Principal) -> Conversation:
        """Raises ConversationNotFound."""
        found: Conversation | None = await self.session.scalar(
            self.readable_by(who).where(Conversation.id == conversation_id)
        )
        if found is None:
            raise ConversationNotFound
        return found

    async def get_about(self, conversation_id: UUID, who: Principal, vault_id: UUID) -> Conversation:
        """One that can go on about this vault. Raises ConversationNotFound, for one about another vault too."""
        found = await self.get(conversation_id, who)
        if found.vault_id not in {None, vault_id}:
            raise ConversationNotFound
        return found

    async def page(
        self, who: Principal, wanted: ConversationFilter, readable: Collection[UUID], page: PageRequest
    ) -> tuple[Sequence[Conversation], Pagination]:
        """Those last written to first. Words are looked for in titles, and in messages about `readable` vaults."""
        statement = self.readable_by(who).where(Conversation.archived_at.is_not(None) == wanted.archived)
        if wanted.vault_id is not None:
            statement = statement.where(Conversation.vault_id == wanted.vault_id)
        if wanted.q is not None:
            said = exists().where(
                Message.conversation_id == Conversation.id, Message.content.icontains(wanted.q, autoescape=True)
            )
            in_sight = or_(Conversation.vault_id.is_(None), Conversation.vault_id.in_(readable))
            titled = Conversation.title.icontains(wanted.q, autoescape=True)
            statement = statement.where(or_(titled, and_(in_sight, said)))
        return await page.fetch(self.session, statement, LAST_WRITTEN_FIRST)

    async def vaults(self, who: Principal) -> Sequence[UUID]:
        """What the caller's conversations are about."""
        about = self.readable_by(who).with_only_columns(Conversation.vault_id).distinct()
        return [vault_id for vault_id in await self.session.scalars(about) if vault_id is not None]

    async def delete(self, conversation_id: UUID, who: Principal) -> None:
        """Raises ConversationNotFound."""
        await self.session.delete(await self.get(conversation_id, who))

    async def delete_untouched_since(self, moment: datetime, limit: int) -> int:
        """How many were deleted."""
        old = select(Conversation.id).where(Conversation.updated_at < moment).limit(limit)
        deleted = await self.session.execute(
            delete(Conversation).where(Conversation.id.in_(old)).returning(Conversation.id)
        )
        return len(deleted.all())

    async def questions(self, conversation_id: UUID) -> Sequence[str]:
        """What was asked so far, oldest first."""
        asked = select(Message.content).where(Message.conversation_id == conversation_id, Message.role == "user")
        return (await self.session.scalars(asked.order_by(Message.id))).all()

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

    async def append(self, conversation: Conversation, *messages: Message) -> None:
        conversation.updated_at = func.now()
        self.session.add_all(messages)
        await self.session.flush()

    async def delete_of_account(self, account_id: UUID) -> None:
        await self.session.execute(
            delete(Conversation).where(Conversation.owner_kind == Kind.ACCOUNT, Conversation.owner_id == account_id)
        )

    async def delete_of_vault(self, vault_id: UUID) -> None:
        await self.session.execute(delete(Conversation).where(Conversation.vault_id == vault_id))
