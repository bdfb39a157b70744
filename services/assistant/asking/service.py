"""From a question to an answer: evidence from the document service, an answer from it alone, one transaction."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from uuid_utils.compat import uuid7

from services.assistant.access import AskedVault, Asker, AssistantApp
from services.assistant.answering.answer import Answer, stream_pieces
from services.assistant.answering.context import in_context
from services.assistant.answering.extractive import Wanted, answer, is_about_rules, wanted
from services.assistant.asking.models import EXTRACTIVE, AnsweringModel, model_named
from services.assistant.asking.schemas import AnswerRead, Ask, SourceRead, Usage
from services.assistant.conversations.errors import ConversationFull
from services.assistant.conversations.repository import ConversationRepository
from services.assistant.conversations.titles import UNTITLED, title_of
from services.assistant.generation.writing import Writer
from services.assistant.models import Conversation, Message
from shared.auth.principals import Principal
from shared.clients.document import EvidenceQuestion
from shared.db.session import Sessions
from shared.events import AssistantAnswered
from shared.evidence import Evidence
from shared.outbox.publish import publish

NO_EVIDENCE = Evidence(documents=[], has_more_documents=False, passages=[], fields=[], pages=[])

MOST_QUESTIONS = 500
"""In one conversation, which is read whole."""

FALLEN_BACK = "The language model did not answer; this is what the embedded model found."


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a vault."""

    vault_id: UUID
    data: Ask
    model: AnsweringModel
    meant: str
    """The question with what earlier ones say of it: "when does my visa expire?" for "and when does it expire?"."""


@dataclass(frozen=True, slots=True)
class Asked(Question):
    """A question that may be answered: the caller sees the vault, the model and the conversation exist."""

    who: Principal


async def asked(who: Asker, vault: AskedVault, data: Ask, sessions: Sessions, resources: AssistantApp) -> Asked:
    """Everything that can be refused is refused here, before an answer begins to stream."""
    model = model_named(resources, data.model)
    earlier: Sequence[str] = ()
    if data.conversation_id is not None:
        async with sessions() as session:
            conversations = ConversationRepository(session)
            conversation = await conversations.get_about(data.conversation_id, who, vault.vault_id)
            earlier = await conversations.questions(conversation.id)
        if len(earlier) >= MOST_QUESTIONS:
            raise ConversationFull
    return Asked(vault.vault_id, data, model, in_context(data.question, earlier), who)


@dataclass(frozen=True, slots=True)
class Cited:
    """All sources so far; comes before the first words that cite them."""

    sources: list[SourceRead]


@dataclass(frozen=True, slots=True)
class Said:
    """The next words of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Composed:
    """The whole answer, before it is saved."""

    answer: Answer
    model: str
    usage: Usage


Event = Cited | Said | AnswerRead
"""What happens while an answer is made; the last is the whole of it."""


class AskingService:
    """Holds no transaction while evidence is gathered and the answer composed."""

    def __init__(self, sessions: Sessions, resources: AssistantApp) -> None:
        self.sessions = sessions
        self.resources = resources

    async def answer(self, question: Asked) -> AnswerRead:
        """The last event. Raises as `events` does."""
        async with aclosing(self.events(question)) as events:
            async for event in events:
                if isinstance(event, AnswerRead):
                    return event
        raise AssertionError("events end with the answer")

    async def events(self, question: Asked) -> AsyncGenerator[Event]:
        """How the answer comes about; it is saved before the last event, and not at all where nobody waits for that.

        Raises Unavailable where the document service is away, ConversationNotFound where it went meanwhile.
        """
        async with aclosing(self._composing(question)) as composing:
            async for event in composing:
                yield await self._save(question, event) if isinstance(event, Composed) else event

    async def compose(self, question: Question) -> Composed:
        """The answer, which nobody keeps. Raises Unavailable."""
        async with aclosing(self._composing(question)) as composing:
            async for event in composing:
                if isinstance(event, Composed):
                    return event
        raise AssertionError("composing ends with the answer")

    async def _composing(self, question: Question) -> AsyncGenerator[Cited | Said | Composed]:
        today = self.resources.today()
        evidence = await self._evidence(question, today)
        writer = self._writer(question, evidence, today)
        if writer:
            async with aclosing(_written(writer)) as written:
                async for event in written:
                    yield event
        if writer and writer.answer.grounded:
            composed, model = writer.answer, question.model.id
        else:
            composed, model = await asyncio.to_thread(answer, question.meant, evidence, today), EXTRACTIVE
            if writer and writer.has_failed:
                composed = replace(composed, text=f"{composed.text}\n\n{FALLEN_BACK}")
            yield Cited([SourceRead.model_validate(source) for source in composed.sources])
            for piece in stream_pieces(composed.text):
                yield Said(piece)
        yield Composed(composed, model, self._usage(writer))

    async def _evidence(self, question: Question, today: date) -> Evidence:
        """Nothing for a question about rules, which no document answers."""
        if is_about_rules(question.meant, today):
            return NO_EVIDENCE
        narrowed = wanted(question.meant, today) if question.model.is_embedded else Wanted()
        return await self.resources.documents.evidence(
            question.vault_id,
            EvidenceQuestion(
                question=question.meant,
                document_ids=question.data.document_ids,
                top_k=question.data.top_k,
                **asdict(narrowed),
            ),
        )

    def _writer(self, question: Question, evidence: Evidence, today: date) -> Writer | None:
        """None where the embedded model was asked for, or is the only one, and for rules: these are quoted."""
        is_plain = question.model.is_embedded or is_about_rules(question.meant, today)
        if is_plain or self.resources.language_model is None:
            return None
        return Writer(self.resources.language_model, question.model.id, question.meant, evidence, today)

    def _usage(self, writer: Writer | None) -> Usage:
        """Also of a model whose answer did not hold: it was paid for."""
        if writer is None:
            return Usage()
        price = writer.model.settings.prices.get(writer.name)
        tokens = writer.tokens
        cost = (tokens.input * price.input + tokens.output * price.output) / 1_000_000 if price else None
        return Usage(input_tokens=tokens.input, output_tokens=tokens.output, cost_usd=cost)

    async def _save(self, question: Asked, composed: Composed) -> AnswerRead:
        answered = composed.answer
        sources = [SourceRead.model_validate(source) for source in answered.sources]
        asked_message = Message(id=uuid7(), role="user", content=question.data.question)
        reply = Message(
            id=uuid7(),
            role="assistant",
            content=answered.text,
            sources=[source.model_dump(mode="json") for source in sources],
            is_grounded=answered.grounded,
            model=composed.model,
        )
        async with self.sessions.begin() as session:
            conversations = ConversationRepository(session)
            conversation = await self._conversation(conversations, question)
            asked_message.conversation_id = reply.conversation_id = conversation.id
            await conversations.append(conversation, asked_message, reply)
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
            answer=answered.text,
            sources=sources,
            grounded=answered.grounded,
            conversation_id=conversation.id,
            message_id=reply.id,
            model=composed.model,
            usage=composed.usage,
        )

    async def _conversation(self, conversations: ConversationRepository, question: Asked) -> Conversation:
        if question.data.conversation_id is not None:
            found = await conversations.get_about(question.data.conversation_id, question.who, question.vault_id)
            found.vault_id = question.vault_id
            if found.title == UNTITLED:
                found.title = title_of(question.data.question)
            return found
        return await conversations.add(
            Conversation(
                owner_kind=question.who.kind,
                owner_id=question.who.id,
                vault_id=question.vault_id,
                title=title_of(question.data.question),
            )
        )


async def _written(writer: Writer) -> AsyncGenerator[Cited | Said]:
    """The sentences of a language model, each after the sources that it cites."""
    streamed = 0
    async with aclosing(writer.sentences()) as sentences:
        async for sentence in sentences:
            yield Cited([SourceRead.model_validate(source) for source in writer.answer.sources])
            for piece in stream_pieces(sentence):
                yield Said(piece)
            streamed += len(sentence)
    if rest := writer.answer.text[streamed:]:
        yield Said(rest)


AskedQuestion = Annotated[Asked, Depends(asked)]
Asking = Annotated[AskingService, Depends()]
