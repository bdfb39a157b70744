"""One pure ASGI layer around each service: request id, rate-limit headers, metrics and access log.

`BaseHTTPMiddleware` would cost a task per request and break context variables.
"""

import re
import time
from collections.abc import Mapping

import structlog
from anyio import BrokenResourceError
from prometheus_client import Histogram
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, clear_contextvars
from uuid_utils.compat import uuid7

from shared.errors import TooLarge, error_response
from shared.metrics import REQUEST_SECONDS

log = structlog.get_logger("access")

REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
NOSNIFF = (b"x-content-type-options", b"nosniff")
QUIET = frozenset({"/health", "/ready", "/metrics"})


class Envelope:
    """Wraps every request of `service`; a body over its limit is refused while it is still arriving.

    Starlette's own body limit answers plain text where the client announced the length, and ours are JSON.
    """

    def __init__(
        self,
        app: ASGIApp,
        service: str,
        body_limit: int,
        upload_limits: Mapping[str, int],
        body_limits: Mapping[str, int],
    ) -> None:
        self.app = app
        self.service = service
        self.body_limit = body_limit
        self.upload_limits = upload_limits
        self.body_limits = body_limits
        self.histograms: dict[tuple[str, str, str, int], Histogram] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        exchange = _Exchange(scope, send, request_id)
        limit = self._limit(scope["path"], headers.get("content-type", ""))
        try:
            if int(headers.get("content-length") or 0) > limit:
                await error_response(Request(scope), TooLarge.status_code, TooLarge.detail)(
                    scope, receive, exchange.send
                )
            else:
                await self.app(scope, _limited(receive, limit), exchange.send)
        except ExceptionGroup as group:
            # An event stream of FastAPI ends like this where the client hangs up (fastapi/fastapi#15824).
            if group.split(BrokenResourceError)[1] is not None:
                raise
        finally:
            self._record(scope, exchange)

    def _limit(self, path: str, content_type: str) -> int:
        limits = self.upload_limits if content_type.startswith("multipart/") else self.body_limits
        return next((limit for end, limit in limits.items() if path.endswith(end)), self.body_limit)

    def _record(self, scope: Scope, exchange: "_Exchange") -> None:
        seconds = time.perf_counter() - exchange.started
        route = getattr(scope.get("route"), "path", "unmatched")
        labels = (self.service, scope["method"], route, exchange.status)
        if labels not in self.histograms:
            # Finding a labelled histogram takes a lock and as long as observing in it.
            self.histograms[labels] = REQUEST_SECONDS.labels(*labels)
        self.histograms[labels].observe(seconds)
        if scope["path"] not in QUIET:
            log.info(
                "request",
                method=scope["method"],
                route=route,
                status=exchange.status,
                ms=round(seconds * 1000, 1),
            )


class _Exchange:
    """The answer on its way out: adds headers, remembers the status."""

    def __init__(self, scope: Scope, send: Send, request_id: str) -> None:
        self.scope = scope
        self.forward = send
        self.request_id = request_id
        self.status = 499  # until an answer starts, the client may still have gone
        self.started = time.perf_counter()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            limits = self.scope.get("state", {}).get("rate_limit_headers", ())
            own = [("x-request-id", self.request_id), *limits]
            message["headers"] = [
                *(header for header in message["headers"] if header[0] != NOSNIFF[0]),
                *((name.encode("latin-1"), value.encode("latin-1")) for name, value in own),
                NOSNIFF,
            ]
        await self.forward(message)


def _request_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if REQUEST_ID.fullmatch(given) else str(uuid7())


def _limited(receive: Receive, limit: int) -> Receive:
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise TooLarge
        return message

    return counted
