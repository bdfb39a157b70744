"""An endpoint of somebody who has registered a webhook: on the loopback address, answering as a test wants."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from starlette.types import Receive, Scope, Send

from tests.support.servers import serve


@dataclass(frozen=True)
class Received:
    """One request that came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.body)
        return content


@dataclass(frozen=True)
class Answer:
    status: int = 204
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0
    """Seconds."""


class Endpoint:
    """`answers` says what a path gets; others get 204."""

    def __init__(self) -> None:
        self.url = ""
        self.received: list[Received] = []
        self.answers: dict[str, Answer | Callable[[Received], Answer]] = {}
        self.visited = asyncio.Event()
        self.at_once = 0
        self.most_at_once = 0

    @property
    def target(self) -> str:
        """As a setting names it: `host:port`."""
        return urlsplit(self.url).netloc

    def at(self, path: str) -> list[Received]:
        return [each for each in self.received if each.path == path]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        came = Received(scope["path"], headers, body)
        self.received.append(came)
        self.visited.set()
        answer = self.answers.get(came.path, Answer())
        answer = answer if isinstance(answer, Answer) else answer(came)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            await asyncio.sleep(answer.after)
        finally:
            self.at_once -= 1
        sent = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": sent})
        await send({"type": "http.response.body", "body": answer.body})


@contextlib.asynccontextmanager
async def endpoint() -> AsyncIterator[Endpoint]:
    there = Endpoint()
    async with serve(there) as url:
        there.url = url
        yield there
