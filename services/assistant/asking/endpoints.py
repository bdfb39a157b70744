"""Routes for asking."""

from collections.abc import AsyncIterator

import structlog
from fastapi import APIRouter
from fastapi.sse import EventSourceResponse, ServerSentEvent

from services.assistant.access import ModelUser
from services.assistant.answering.answer import stream_pieces
from services.assistant.asking.models import MODELS, ModelNotFound
from services.assistant.asking.schemas import AnswerRead, ModelList, ModelRead
from services.assistant.asking.service import Asking, Question
from services.assistant.conversations.errors import ConversationNotFound
from shared.auth.vault_access import VaultNotFound
from shared.errors import GUARDED, AppError, describe
from shared.idempotency import IdempotentRoute

log = structlog.get_logger(__name__)

ASK_ERRORS = describe(*GUARDED, VaultNotFound, ConversationNotFound, ModelNotFound)

router = APIRouter(prefix="/api/v1", tags=["assistant"], route_class=IdempotentRoute)


@router.get("/models", responses=describe(*GUARDED))
async def list_models(_caller: ModelUser) -> ModelList:
    """The models that can answer; the embedded one needs nothing outside."""
    return ModelList(models=[ModelRead.model_validate(model) for model in MODELS])


@router.post("/vaults/{vault_id}/ask", responses=ASK_ERRORS)
async def ask(question: Question, asking: Asking) -> AnswerRead:
    """Answer a question from the documents of a vault.

    Every `[n]` in the answer is a place on a page in `sources`. What the documents don't say is not answered:
    `grounded` is false then.
    """
    return await asking.answer(question)


@router.post("/vaults/{vault_id}/ask-stream", response_class=EventSourceResponse, responses=ASK_ERRORS)
async def ask_stream(question: Question, asking: Asking) -> AsyncIterator[ServerSentEvent]:
    """Answer a question as Server-Sent Events: `sources`, then `token`s, then `done` with the whole answer.

    An `error` ends the stream with `{"detail"}` where the answer could not be made.
    """
    try:
        answered = await asking.answer(question)
    except AppError as error:
        yield ServerSentEvent(event="error", data={"detail": error.detail})
        return
    except Exception:  # the answer has begun: an event is the only way left to say so
        log.exception("ask_stream.failed")
        yield ServerSentEvent(event="error", data={"detail": "Internal Server Error"})
        return
    yield ServerSentEvent(event="sources", data={"sources": answered.sources})
    for piece in stream_pieces(answered.answer):
        yield ServerSentEvent(event="token", data={"text": piece})
    yield ServerSentEvent(event="done", data=answered)
