"""From a question to an answer: evidence from the document service, an answer from it alone, one transaction."""

import asyncio
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from uuid_utils.compat import uuid7

from services.assistant.access import AskedVault, Asker
from services.assistant.answering.answer import Answer
from services.assistant.answering.extractive import answer
from services.assistant.asking.models import AnsweringModel, model_named
from services.assistant.asking.schemas import AnswerRead, Ask, SourceRead, Usage
from services.assistant.conversations.repository import ConversationRepository
from services.assistant.models import Conversation, Message
from shared.auth.dependencies import AppResources
from shared.auth.principals import Principal
from shared.clients.document import EvidenceQuestion
from shared.db.session import Sessions
from shared.events import AssistantAnswered
from shared.outbox.publish import publish

TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that may be answered: the caller sees the vault, the model and the conversation exist."""

    who: Principal
    vault_id: UUID
    data: Ask
    model: AnsweringModel


async def asked(who: Asker, vault: AskedVault, data: Ask, sessions: Sessions) -> Asked:
    """Everything that can be refused is refused here, before an answer begins to stream."""
    model = model_named(data.model)
    if data.conversation_id is not None:
        async with sessions() as session:
            await ConversationRepository(session).get(data.conversation_id, who, vault.vault_id)
    return Asked(who, vault.vault_id, data, model)


class AskingService:
    """Holds no transaction while evidence is gathered and the answer composed."""

    def __init__(self, sessions: Sessions, resources: AppResources) -> None:
        self.sessions = sessions
        self.resources = resources

    async def answer(self, question: Asked) -> AnswerRead:
        """Raises Unavailable where the document service is away, ConversationNotFound where it went meanwhile."""
        wanted = EvidenceQuestion(
            question=question.data.question, document_ids=question.data.document_ids, top_k=question.data.top_k
        )
        evidence = await self.resources.documents.evidence(question.vault_id, wanted)
        today = self.resources.now().date()
        composed = await asyncio.to_thread(answer, question.data.question, evidence, today)
        return await self._save(question, composed)

    async def _save(self, question: Asked, composed: Answer) -> AnswerRead:
        sources = [SourceRead.model_validate(source) for source in composed.sources]
        reply = Message(
            id=uuid7(),
            role="assistant",
            content=composed.text,
            sources=[source.model_dump(mode="json") for source in sources],
            is_grounded=composed.grounded,
            model=question.model.id,
        )
        async with self.sessions.begin() as session:
            conversations = ConversationRepository(session)
            conversation = await self._conversation(conversations, question)
            reply.conversation_id = conversation.id
            asked_message = Message(conversation_id=conversation.id, role="user", content=question.data.question)
            await conversations.append(asked_message, reply)
            await publish(
                session,
                AssistantAnswered(
                    vault_id=question.vault_id,
                    conversation_id=conversation.id,
                    message_id=reply.id,
                    actor=question.who.actor,
                ),
            )
        return AnswerRead(
            answer=composed.text,
            sources=sources,
            grounded=composed.grounded,
            conversation_id=conversation.id,
            message_id=reply.id,
            model=question.model.id,
            usage=Usage(),
        )

    async def _conversation(self, conversations: ConversationRepository, question: Asked) -> Conversation:
        if question.data.conversation_id is not None:
            return await conversations.get(question.data.conversation_id, question.who, question.vault_id)
        return await conversations.add(
            Conversation(
                owner_kind=question.who.kind,
                owner_id=question.who.id,
                vault_id=question.vault_id,
                title=question.data.question[:TITLE_LENGTH],
            )
        )


Question = Annotated[Asked, Depends(asked)]
Asking = Annotated[AskingService, Depends()]
