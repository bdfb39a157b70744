"""Beginning, reading and changing conversations."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from services.assistant.conversations.repository import ConversationRepository
from services.assistant.conversations.schemas import (
    ConversationCreate,
    ConversationDetail,
    ConversationFilter,
    ConversationRead,
    ConversationUpdate,
    MessageRead,
)
from services.assistant.conversations.titles import UNTITLED
from services.assistant.models import Conversation
from shared.auth.principals import Principal
from shared.auth.vault_access import Access, VaultNotFound
from shared.db.session import Sessions
from shared.pagination import PageRequest, Pagination


class ConversationService:
    """Holds no transaction while the vault service is asked who may see what."""

    def __init__(self, sessions: Sessions, access: Access) -> None:
        self.sessions = sessions
        self.access = access

    async def create(self, who: Principal, data: ConversationCreate) -> Conversation:
        """Raises VaultNotFound."""
        if data.vault_id is not None:
            await self.access.require(data.vault_id, who, "view")
        async with self.sessions.begin() as session:
            return await ConversationRepository(session).add(
                Conversation(owner_kind=who.kind, owner_id=who.id, vault_id=data.vault_id, title=data.title or UNTITLED)
            )

    async def page(
        self, who: Principal, wanted: ConversationFilter, page: PageRequest
    ) -> tuple[Sequence[Conversation], Pagination]:
        """Where words are looked for, one question for each vault that the caller's conversations are about."""
        readable: Collection[UUID] = ()
        if wanted.q is not None:
            async with self.sessions() as session:
                about = await ConversationRepository(session).vaults(who)
            readable = [vault_id for vault_id in about if await self._sees(vault_id, who)]
        async with self.sessions() as session:
            return await ConversationRepository(session).page(who, wanted, readable, page)

    async def read(self, who: Principal, conversation_id: UUID) -> ConversationDetail:
        """Without messages where the caller no longer sees the vault. Raises ConversationNotFound."""
        async with self.sessions() as session:
            found = await ConversationRepository(session).get(conversation_id, who)
        is_readable = found.vault_id is None or await self._sees(found.vault_id, who)
        messages: list[MessageRead] = []
        if is_readable:
            async with self.sessions() as session:
                said = await ConversationRepository(session).messages([conversation_id])
            messages = [MessageRead.model_validate(message) for message in said]
        plain = ConversationRead.model_validate(found).model_dump()
        return ConversationDetail(**plain, is_readable=is_readable, messages=messages)

    async def update(
        self, who: Principal, conversation_id: UUID, data: ConversationUpdate, now: datetime
    ) -> Conversation:
        """Raises ConversationNotFound."""
        async with self.sessions.begin() as session:
            found = await ConversationRepository(session).get(conversation_id, who)
            if data.title is not None:
                found.title = data.title
            if data.archived is not None:
                found.archived_at = (found.archived_at or now) if data.archived else None
            await session.flush()
            return found

    async def delete(self, who: Principal, conversation_id: UUID) -> None:
        """Raises ConversationNotFound."""
        async with self.sessions.begin() as session:
            await ConversationRepository(session).delete(conversation_id, who)

    async def _sees(self, vault_id: UUID, who: Principal) -> bool:
        try:
            await self.access.require(vault_id, who, "view")
        except VaultNotFound:
            return False
        return True
