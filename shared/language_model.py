"""Asking a language model over the OpenAI interface (`POST {url}/chat/completions`)."""

import asyncio
import json
from typing import Any

import httpx
import structlog

from shared.clients.http import CircuitBreaker
from shared.errors import Unavailable
from shared.settings import LanguageModelSettings

log = structlog.get_logger(__name__)

LONGEST_ANSWER = 256 * 1024
"""Bytes; a model that runs on and on is cut off."""


class ModelUnavailable(Unavailable):
    detail = "The language model is not available"


class LanguageModel:
    """One model on one server. After several failures in a row it is left in peace for a while."""

    def __init__(self, settings: LanguageModelSettings) -> None:
        self.settings = settings
        key = settings.api_key.get_secret_value() if settings.api_key else ""
        self.client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=settings.timeout.total_seconds(),
            trust_env=False,
        )
        self.breaker = CircuitBreaker()

    async def complete_json(self, instructions: str, question: str) -> dict[str, Any]:
        """The JSON object that the model answers with. Raises ModelUnavailable, also where it answers anything else."""
        if self.breaker.is_open:
            raise ModelUnavailable
        try:
            async with asyncio.timeout(self.settings.timeout.total_seconds()):
                answered = _object_in(await self._post(instructions, question))
        except (httpx.HTTPError, TimeoutError, ValueError, LookupError, TypeError, RecursionError) as error:
            self.breaker.record(success=False)
            log.warning("language_model.failed", error=type(error).__name__)
            raise ModelUnavailable from error
        self.breaker.record(success=True)
        return answered

    async def _post(self, instructions: str, question: str) -> str:
        body = {
            "model": self.settings.model,
            "temperature": 0,
            "response_format": {"type": "json_object"},
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": question}],
        }
        url = f"{str(self.settings.url).rstrip('/')}/chat/completions"
        async with self.client.stream("POST", url, json=body) as response:
            response.raise_for_status()
            received = b""
            async for block in response.aiter_bytes():
                received += block
                if len(received) > LONGEST_ANSWER:
                    message = "the answer is too long"
                    raise ValueError(message)
        content = json.loads(received)["choices"][0]["message"]["content"]
        if not isinstance(content, str):
            message = "the answer holds no text"
            raise TypeError(message)
        return content

    async def close(self) -> None:
        await self.client.aclose()


def _object_in(content: str) -> dict[str, Any]:
    """The object in the model's text; some models wrap it in a fenced block whatever they are asked."""
    start, end = content.find("{"), content.rfind("}")
    found = json.loads(content[start : end + 1])
    if not isinstance(found, dict):
        message = "the answer is no object"
        raise TypeError(message)
    return found
