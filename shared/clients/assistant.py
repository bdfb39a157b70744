"""Questions to the assistant service."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import httpx
from pydantic import ConfigDict, Field

from shared.clients.http import INTERNAL, ServiceHTTP, answer
from shared.errors import Unavailable
from shared.schemas import Body, Schema

MODEL_TIMEOUT = httpx.Timeout(90, connect=1)
"""Language models take their time."""


class ConversationsExport(Schema):
    """Everything that the assistant service keeps of a person."""

    conversations: list[dict[str, Any]]


class VaultQuestion(Body):
    """A question about a vault, or some of its documents."""

    question: str = Field(min_length=1, max_length=4_000)
    document_ids: list[UUID] | None = None


class VaultAnswer(Schema):
    """`sources` are those that the answer cites as `[n]`; one that is not `grounded` has none."""

    answer: str
    grounded: bool
    sources: list[dict[str, Any]]
    model: str


class TranslationQuestion(Body):
    """A page, and the language that it is wanted in."""

    model_config = ConfigDict(str_strip_whitespace=False)

    text: str = Field(min_length=1, max_length=50_000)
    language: str = Field(min_length=2, max_length=60)


class Translation(Schema):
    """No `text` where there is no language model, or it does not answer: `problem` says so.

    A 503 would say that the assistant is away, and nobody would ask it for a while.
    """

    text: str | None = None
    problem: str | None = None


class AssistantClient:
    def __init__(self, http: ServiceHTTP) -> None:
        self.http = http

    async def export(self, account_id: UUID) -> list[dict[str, Any]]:
        """Conversations with their messages. Raises Unavailable."""
        response = await self.http.request("assistant", "GET", f"{INTERNAL}/accounts/{account_id}/export")
        return ConversationsExport.model_validate(answer(response)).conversations

    async def answer(self, vault_id: UUID, question: str, document_ids: Sequence[UUID] | None) -> VaultAnswer:
        """An answer that nobody keeps. Raises Unavailable."""
        asked = VaultQuestion(question=question, document_ids=list(document_ids) if document_ids is not None else None)
        response = await self.http.request(
            "assistant",
            "POST",
            f"{INTERNAL}/vaults/{vault_id}/answers",
            json=asked.model_dump(mode="json"),
            timeout=MODEL_TIMEOUT,
        )
        return VaultAnswer.model_validate(answer(response))

    async def translate(self, text: str, language: str) -> str:
        """Raises Unavailable, also where no language model is configured, or it does not answer."""
        response = await self.http.request(
            "assistant",
            "POST",
            f"{INTERNAL}/translations",
            json=TranslationQuestion(text=text, language=language).model_dump(mode="json"),
            timeout=MODEL_TIMEOUT,
        )
        found = Translation.model_validate(answer(response))
        if found.text is None:
            raise Unavailable(found.problem)
        return found.text
