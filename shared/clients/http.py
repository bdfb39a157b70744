"""How services call each other: one pool, time limits, retries for reads, a circuit breaker, one request id."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator
from typing import Any, TypeVar

import httpx
import structlog

from shared.auth.tokens import ServiceTokens
from shared.errors import Unavailable, error_of
from shared.logging import request_context
from shared.schemas import Schema
from shared.settings import ServiceSettings

log = structlog.get_logger(__name__)

INTERNAL = "/api/v1/internal"

SchemaT = TypeVar("SchemaT", bound=Schema)

TIMEOUT = httpx.Timeout(10, connect=1)
ATTEMPTS = 3
FAILURES_TO_OPEN = 5
OPEN_SECONDS = 5.0


class CircuitBreaker:
    """After several failures in a row, answer at once for a while instead of letting every caller wait.

    Libraries for this wrap functions and count exceptions; a peer that answers 503 is no exception in httpx.
    """

    def __init__(self) -> None:
        self.failures = 0
        self.opened_at = 0.0

    @property
    def is_open(self) -> bool:
        """False again after the pause, for one trial: a further failure opens it for another pause."""
        return self.failures >= FAILURES_TO_OPEN and time.monotonic() - self.opened_at < OPEN_SECONDS

    def record(self, *, success: bool) -> None:
        self.failures = 0 if success else self.failures + 1
        if self.failures >= FAILURES_TO_OPEN:
            self.opened_at = time.monotonic()


class ServiceHTTP:
    """The transport of all clients in a process; `transport` replaces the network in tests."""

    def __init__(self, settings: ServiceSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.settings = settings
        self.tokens = ServiceTokens(settings, settings.service)
        self.client = httpx.AsyncClient(timeout=TIMEOUT, transport=transport, trust_env=False)
        self.breakers: dict[str, CircuitBreaker] = {}

    async def request(
        self, service: str, method: str, path: str, *, idempotent: bool = False, **options: Any
    ) -> httpx.Response:
        """The peer's answer, whatever its status below 500. GETs and `idempotent` calls are tried up to three times.

        Raises Unavailable where the peer can't be reached, is failing, or takes too long.
        """
        breaker = self.breakers.setdefault(service, CircuitBreaker())
        attempts = ATTEMPTS if idempotent or method == "GET" else 1
        for attempt in range(attempts):
            if breaker.is_open:
                break
            if attempt:
                await asyncio.sleep(0.05 * 2**attempt * (0.5 + random.random()))
            response = await self._send(service, method, path, **options)
            breaker.record(success=response is not None)
            if response is not None:
                return response
        raise Unavailable(f"The {service} service is not available")

    @contextlib.asynccontextmanager
    async def stream(self, service: str, path: str) -> AsyncIterator[httpx.Response]:
        """The peer's answer to a GET, its body still to come. Raises Unavailable, also where it breaks off."""
        url = self.settings.service_url(service) + path
        try:
            async with self.client.stream("GET", url, headers=self._headers(service)) as response:
                if response.is_server_error:
                    raise Unavailable(f"The {service} service is not available")
                yield response
        except httpx.TransportError as error:
            log.warning("peer.unreachable", service=service, path=path, error=repr(error))
            raise Unavailable(f"The {service} service is not available") from error

    def _headers(self, service: str) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self.tokens.sign(service)}"}
        if request_id := request_context().get("request_id"):
            headers["X-Request-ID"] = request_id
        return headers

    async def _send(self, service: str, method: str, path: str, **options: Any) -> httpx.Response | None:
        url = self.settings.service_url(service) + path
        headers = self._headers(service) | options.pop("headers", {})
        try:
            response = await self.client.request(method, url, headers=headers, **options)
        except httpx.TransportError as error:
            log.warning("peer.unreachable", service=service, path=path, error=repr(error))
            return None
        if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            log.warning("peer.failed", service=service, path=path, status=response.status_code)
            return None
        return response

    async def close(self) -> None:
        await self.client.aclose()


def answer(response: httpx.Response) -> Any:
    """The body of a success; the peer's own error, with its sentence, where it refuses."""
    if response.is_success:
        return response.json()
    raise error_of(response.status_code, response.json()["detail"], response.headers)


def absent_is_none(response: httpx.Response, schema: type[SchemaT]) -> SchemaT | None:
    """A resource, or None where the peer has no such thing."""
    return None if response.status_code == httpx.codes.NOT_FOUND else schema.model_validate(answer(response))
