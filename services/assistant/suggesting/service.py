"""Suggestions from what a vault holds; no model is asked, so the same vault and question give the same."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.assistant.access import AssistantApp
from services.assistant.answering.improving import Improvement, improve
from services.assistant.answering.kinds import label_of
from services.assistant.answering.suggestions import follow_ups
from services.assistant.conversations.repository import ConversationRepository
from services.assistant.suggesting.schemas import FollowUpsWanted, QueryToImprove
from shared.auth.principals import Principal
from shared.auth.vault_access import Access
from shared.clients.document import EvidenceQuestion
from shared.db.session import Sessions

ANYTHING = "documents"
"""Asked for where nothing was yet."""


class SuggestionService:
    """Holds no transaction while the document service is asked."""

    def __init__(self, sessions: Sessions, resources: AssistantApp, access: Access) -> None:
        self.sessions = sessions
        self.resources = resources
        self.access = access

    async def follow_ups(self, who: Principal, vault_id: UUID, wanted: FollowUpsWanted) -> list[str]:
        """Raises ConversationNotFound, Unavailable."""
        question = wanted.question or await self._last_question(who, vault_id, wanted.conversation_id)
        evidence = await self.resources.documents.evidence(vault_id, EvidenceQuestion(question=question))
        return await asyncio.to_thread(follow_ups, question, evidence, self.resources.today())

    async def improve(self, who: Principal, wanted: QueryToImprove) -> Improvement:
        """Raises VaultNotFound, Unavailable."""
        labels = await self._labels(who, wanted.vault_id, wanted.query) if wanted.vault_id else []
        return improve(wanted.query, labels, self.resources.today())

    async def _last_question(self, who: Principal, vault_id: UUID, conversation_id: UUID | None) -> str:
        if conversation_id is None:
            return ANYTHING
        async with self.sessions() as session:
            conversations = ConversationRepository(session)
            found = await conversations.get_about(conversation_id, who, vault_id)
            asked = await conversations.questions(found.id)
        return asked[-1] if asked else ANYTHING

    async def _labels(self, who: Principal, vault_id: UUID, query: str) -> list[str]:
        await self.access.require(vault_id, who, "view")
        evidence = await self.resources.documents.evidence(vault_id, EvidenceQuestion(question=query, top_k=1))
        return [label_of(document.document_type_code, document.document_type_name) for document in evidence.documents]


Suggesting = Annotated[SuggestionService, Depends()]
