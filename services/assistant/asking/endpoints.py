"""Routes for asking."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import structlog
from fastapi import APIRouter
from fastapi.sse import EventSourceResponse, ServerSentEvent

from services.assistant.access import AssistantApp, ModelUser
from services.assistant.asking.models import ModelNotFound, models_of
from services.assistant.asking.schemas import AnswerRead, ModelList, ModelRead
from services.assistant.asking.service import AskedQuestion, Asking, Cited, Said
from services.assistant.conversations.errors import ConversationFull, ConversationNotFound
from shared.auth.vault_access import VaultNotFound
from shared.errors import GUARDED, AppError, describe
from shared.idempotency import IdempotentRoute

log = structlog.get_logger(__name__)

ASK_ERRORS = describe(*GUARDED, VaultNotFound, ConversationNotFound, ConversationFull, ModelNotFound)

router = APIRouter(prefix="/api/v1", tags=["assistant"], route_class=IdempotentRoute)


@router.get("/models", responses=describe(*GUARDED))
async def list_models(_caller: ModelUser, resources: AssistantApp) -> ModelList:
    """The models that can answer; the embedded one needs nothing outside."""
    return ModelList(models=[ModelRead.model_validate(model) for model in models_of(resources)])


@router.post("/vaults/{vault_id}/ask", responses=ASK_ERRORS)
async def ask(question: AskedQuestion, asking: Asking) -> AnswerRead:
    """Answer a question from the documents of a vault.

    Every `[n]` in the answer is a place on a page in `sources`. What the documents don't say is not answered:
    `grounded` is false then. Where a language model fails, the embedded model answers and says so.
    """
    return await asking.answer(question)


@router.post("/vaults/{vault_id}/ask-stream", response_class=EventSourceResponse, responses=ASK_ERRORS)
async def ask_stream(question: AskedQuestion, asking: Asking) -> AsyncGenerator[ServerSentEvent]:
    """Answer a question as Server-Sent Events: `sources`, then `token`s, then `done` with the whole answer.

    `sources` comes again, with all of them, where later words cite another. An `error` ends the stream with
    `{"detail"}` where the answer could not be made. Whoever hangs up stops the work, and nothing is saved.
    """
    async with aclosing(_told(asking, question)) as told:
        number = 0
        async for name, data in told:
            number += 1
            yield ServerSentEvent(event=name, data=data, id=str(number))


async def _told(asking: Asking, question: AskedQuestion) -> AsyncGenerator[tuple[str, Any]]:
    """Each event's name and its data."""
    try:
        async with aclosing(asking.events(question)) as events:
            async for event in events:
                match event:
                    case Cited(sources):
                        yield "sources", {"sources": sources}
                    case Said(text):
                        yield "token", {"text": text}
                    case AnswerRead():
                        yield "done", event
    except AppError as error:
        yield "error", {"detail": error.detail}
    except Exception:  # the answer has begun: an event is the only way left to say so
        log.exception("ask_stream.failed")
        yield "error", {"detail": "Internal Server Error"}
