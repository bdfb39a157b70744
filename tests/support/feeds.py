"""A server of feeds on the loopback address, which answers what a test puts there."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.types import Receive, Scope, Send

from tests.support.servers import serve


@dataclass
class Reply:
    """`pieces`, where there are any, follow each other after a pause of so many seconds, in place of `body`."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Iterable[bytes] = ()
    pause: float = 0


class FeedServer:
    """Path to reply; what is not there is 404. `requests` are the headers that came, by path, in order."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.url = ""
        self.sent = 0

    @property
    def target(self) -> str:
        """As a setting names it: `host:port`."""
        return urlsplit(self.url).netloc

    def asked(self, path: str) -> list[dict[str, str]]:
        return [headers for asked, headers in self.requests if asked == path]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.requests.append((scope["path"], headers))
        reply = self.replies.get(scope["path"], Reply(status=404))
        sent = [(name.encode(), value.encode()) for name, value in reply.headers.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": sent})
        for piece in reply.pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            self.sent += len(piece)
            await asyncio.sleep(reply.pause)
        await send({"type": "http.response.body", "body": reply.body})


@contextlib.asynccontextmanager
async def feed_server() -> AsyncIterator[FeedServer]:
    server = FeedServer()
    async with serve(server) as url:
        server.url = url
        yield server
