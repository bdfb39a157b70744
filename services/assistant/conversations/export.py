"""All conversations of a person, as far as they may read them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from services.assistant.conversations.repository import ConversationRepository
from services.assistant.conversations.schemas import ExportedConversation, ExportedMessage
from shared.auth.dependencies import AppResources
from shared.auth.principals import AccountPrincipal, Kind
from shared.db.session import Sessions

NO_SESSION = UUID(int=0)
"""The account service vouches for the person; no session of theirs comes with its question."""


class ConversationExport:
    def __init__(self, sessions: Sessions, resources: AppResources) -> None:
        self.sessions = sessions
        self.resources = resources

    async def of(self, account_id: UUID) -> list[dict[str, Any]]:
        """Two statements, and one question for each vault that the conversations are about. Raises Unavailable."""
        who = AccountPrincipal(account_id, Kind.ACCOUNT, NO_SESSION)
        async with self.sessions() as session:
            conversations = await ConversationRepository(session).all(who)
        exported = {row.id: ExportedConversation.model_validate(row) for row in conversations}
        visible = await self._visible({row.vault_id for row in conversations if row.vault_id}, who)
        readable = [row.id for row in conversations if row.vault_id is None or row.vault_id in visible]
        async with self.sessions() as session:
            for message in await ConversationRepository(session).messages(readable):
                exported[message.conversation_id].messages.append(ExportedMessage.model_validate(message))
        return [conversation.model_dump(mode="json") for conversation in exported.values()]

    async def _visible(self, vault_ids: Collection[UUID], who: AccountPrincipal) -> set[UUID]:
        accesses = [await self.resources.vault_access(vault_id, who) for vault_id in vault_ids]
        return {access.vault_id for access in accesses if "view" in access.permissions}
