"""Asking a language model over the OpenAI interface (`POST {url}/chat/completions`, answers streamed)."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

import structlog

from shared.clients.http import CircuitBreaker
from shared.errors import Unavailable
from shared.settings import LanguageModelSettings

log = structlog.get_logger(__name__)

LONGEST_ANSWER = 256 * 1024
"""Characters; a model that runs on and on is cut off."""

CHARACTERS_A_TOKEN = 4
"""Roughly, in English; each model has a vocabulary of its own."""

NONSENSE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What a reply that isn't what the interface promises runs into."""


class ModelUnavailable(Unavailable):
    detail = "The language model is not available"


class NotUnderstood(Exception):
    """The server said what the interface doesn't know."""


class Turn(TypedDict):
    """What somebody said, as the interface has it."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(slots=True)
class Tokens:
    """What an exchange took, as the server counts it; estimated from the characters where it doesn't."""

    input: int = 0
    output: int = 0


class LanguageModel:
    """The models of one server. After several failures in a row it is left in peace for a while."""

    def __init__(self, settings: LanguageModelSettings) -> None:
        # Not above: it takes 25 MB and most of a second, and most installations have no model.
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Omit, OpenAIError

        key = settings.api_key.get_secret_value() if settings.api_key else None
        self.settings = settings
        self.client = AsyncOpenAI(
            base_url=str(settings.url),
            api_key=key or "none",
            timeout=settings.timeout.total_seconds(),
            max_retries=settings.retries,
            http_client=DefaultAsyncHttpxClient(trust_env=False),
        )
        self.headers = {} if key else {"Authorization": Omit()}
        self.failures = (OpenAIError, TimeoutError, NotUnderstood)
        self.breaker = CircuitBreaker()

    @property
    def is_available(self) -> bool:
        """Whether the next question will be put to it; not whether it will answer."""
        return not self.breaker.is_open

    async def reply(
        self, turns: Sequence[Turn], *, model: str | None = None, tokens: Tokens | None = None, **options: Any
    ) -> AsyncGenerator[str]:
        """The answer to the last of `turns` in pieces, as they come; `tokens` is filled in at its end.

        Tried again where the server doesn't begin to answer. Raises ModelUnavailable, after some pieces too: where the
        server fails, takes longer than its time, or says what the interface doesn't know.
        """
        if self.breaker.is_open:
            raise ModelUnavailable
        tokens = Tokens() if tokens is None else tokens
        tokens.input, tokens.output = sum(len(turn["content"]) for turn in turns) // CHARACTERS_A_TOKEN, 0
        length = 0
        deadline = asyncio.get_running_loop().time() + self.settings.timeout.total_seconds()
        request: dict[str, Any] = {"model": model or self.settings.model, "messages": list(turns), **options}
        if self.settings.temperature is not None:
            request["temperature"] = self.settings.temperature
        stream: Any = None
        try:
            async with asyncio.timeout_at(deadline):
                stream = await self.client.chat.completions.create(
                    **request, stream=True, stream_options={"include_usage": True}, extra_headers=self.headers
                )
            while (piece := await _next(stream, deadline, tokens)) is not None:
                length += len(piece)
                tokens.output = max(tokens.output, length // CHARACTERS_A_TOKEN)
                yield piece
                if length > LONGEST_ANSWER:
                    raise NotUnderstood
            if not length:
                raise NotUnderstood
        except self.failures as error:
            self.breaker.record(success=False)
            log.warning("language_model.failed", error=type(error).__name__)
            raise ModelUnavailable from error
        finally:
            # Whoever stops listening stops the work: the server sees the connection close.
            if stream is not None:
                await stream.close()
        self.breaker.record(success=True)

    async def complete_json(self, instructions: str, question: str) -> dict[str, Any]:
        """The JSON object that the model answers with. Raises ModelUnavailable, also where it answers anything else."""
        turns: list[Turn] = [{"role": "system", "content": instructions}, {"role": "user", "content": question}]
        said = "".join([piece async for piece in self.reply(turns, response_format={"type": "json_object"})])
        try:
            return _object_in(said)
        except NONSENSE as error:
            self.breaker.record(success=False)
            log.warning("language_model.failed", error=type(error).__name__)
            raise ModelUnavailable from error

    async def close(self) -> None:
        await self.client.close()


async def _next(stream: Any, deadline: float, tokens: Tokens) -> str | None:
    """The next piece of text, which may be empty, or None at the end. Raises TimeoutError, NotUnderstood.

    The time limit is around each wait for the server, never around what a listener does with a piece.
    """
    try:
        async with asyncio.timeout_at(deadline):
            chunk = await anext(stream, None)
        if chunk is None:
            return None
        if chunk.usage:  # in the last one, which has no text
            tokens.input, tokens.output = int(chunk.usage.prompt_tokens), int(chunk.usage.completion_tokens)
        content = chunk.choices[0].delta.content if chunk.choices else None
        return "" if content is None else "" + content
    except NONSENSE as error:
        raise NotUnderstood from error


def _object_in(content: str) -> dict[str, Any]:
    """The object in the model's text; some models wrap it in a fenced block whatever they are asked."""
    start, end = content.find("{"), content.rfind("}")
    found = json.loads(content[start : end + 1])
    if not isinstance(found, dict):
        message = "the answer is no object"
        raise TypeError(message)
    return found
