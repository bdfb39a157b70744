"""Apps of this process behind real sockets: for what only a connection shows, such as a client that hangs up."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import httpx
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """They are the test runner's."""
        yield


@contextlib.asynccontextmanager
async def serve(app: ASGIApp) -> AsyncIterator[str]:
    """The URL at which it listens on the loopback address."""
    server = _Server(uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_config=None, http="httptools"))
    serving = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(5):
            while not server.started:  # noqa: ASYNC110 - it tells no event
                await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


class Watched:
    """An app, how many bytes it has sent, and how many of its answers are still on their way."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.sent = 0
        self.running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counted(message: Message) -> None:
            await send(message)
            self.sent += len(message.get("body", b""))

        self.running += 1
        try:
            await self.app(scope, receive, counted)
        finally:
            self.running -= 1


class Elsewhere(httpx.AsyncBaseTransport):
    """Takes every request to a server that listens at another address than its own."""

    def __init__(self, url: str) -> None:
        self.port = httpx.URL(url).port
        self.network = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url.copy_with(port=self.port)
        sent = httpx.Request(request.method, url, headers=request.headers, stream=request.stream)
        sent.extensions = request.extensions
        return await self.network.handle_async_request(sent)
