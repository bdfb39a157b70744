"""A server on the loopback that speaks the OpenAI interface and says, word by word, what a test tells it to."""

import contextlib
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, ClassVar


@dataclass
class ModelServer:
    """`answer` is what the model says, `status` what the server answers with, `delay` how long it thinks."""

    url: str
    answer: str | Callable[[str], str] = "{}"
    """The text, or what makes it from what was asked."""
    status: int = 200
    delay: float = 0.0
    pause: float = 0.0
    """Between two words."""
    breaks_off_after: int | None = None
    """Words, after which the connection breaks."""
    body: bytes | None = None
    """Sent instead of a proper answer."""
    usage: dict[str, int] | None = None
    """Counted by the server itself at the end of an answer."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    was_asked: Event = field(default_factory=Event)
    was_hung_up_on: Event = field(default_factory=Event)

    @property
    def asked(self) -> str:
        """What the user's part of the last request said."""
        messages: list[dict[str, str]] = self.requests[-1]["messages"]
        return messages[-1]["content"]

    def blocks(self) -> Iterator[bytes]:
        """The body, as it is sent."""
        if self.body is not None:
            yield self.body
            return
        said = self.answer if isinstance(self.answer, str) else self.answer(self.asked)
        for number, piece in enumerate(re.findall(r"\s*\S+", said)):
            if number == self.breaks_off_after:
                raise BrokenPipeError
            yield _event({"choices": [{"index": 0, "delta": {"content": piece}}]})
            time.sleep(self.pause)
        if self.usage:
            yield _event({"choices": [], "usage": self.usage})
        yield b"data: [DONE]\n\n"


def _event(chunk: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps({"object": "chat.completion.chunk", **chunk}).encode() + b"\n\n"


@contextlib.contextmanager
def serve_model() -> Iterator[ModelServer]:
    """A server on a free port, until the block is left."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_state: ClassVar[ModelServer]

        def do_POST(self) -> None:
            state = self.server_state
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path != "/v1/chat/completions":
                self.send_error(404)
                return
            state.requests.append(json.loads(body))
            state.keys.append(self.headers.get("Authorization"))
            status = state.status
            state.was_asked.set()
            time.sleep(state.delay)
            self.close_connection = True
            with contextlib.suppress(BrokenPipeError):
                self.send_response(status)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for block in state.blocks():
                    self._send(block)
                self._send(b"")

        def _send(self, block: bytes) -> None:
            try:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(block), block))
            except ConnectionError:
                self.server_state.was_hung_up_on.set()
                raise BrokenPipeError from None

        def log_message(self, *_arguments: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.server_state = ModelServer(f"http://127.0.0.1:{server.server_port}/v1")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Handler.server_state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
