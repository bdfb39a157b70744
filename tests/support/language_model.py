"""A server on the loopback that speaks the OpenAI interface and answers what a test tells it to."""

import contextlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar


@dataclass
class ModelServer:
    """`answer` is the text that the model says, `status` what the server answers with, `delay` how long it thinks."""

    url: str
    answer: str = "{}"
    status: int = 200
    delay: float = 0.0
    body: bytes | None = None
    """Sent instead of a proper answer."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    @property
    def asked(self) -> str:
        """What the user's part of the last request said."""
        messages: list[dict[str, str]] = self.requests[-1]["messages"]
        return messages[-1]["content"]

    def reply(self) -> bytes:
        if self.body is not None:
            return self.body
        message = {"role": "assistant", "content": self.answer}
        return json.dumps({"object": "chat.completion", "choices": [{"index": 0, "message": message}]}).encode()


@contextlib.contextmanager
def serve_model() -> Iterator[ModelServer]:
    """A server on a free port, until the block is left."""

    class Handler(BaseHTTPRequestHandler):
        server_state: ClassVar[ModelServer]

        def do_POST(self) -> None:
            state = self.server_state
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path != "/v1/chat/completions":
                self.send_error(404)
                return
            state.requests.append(json.loads(body))
            state.keys.append(self.headers.get("Authorization"))
            time.sleep(state.delay)
            self.send_response(state.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self.wfile.write(state.reply())

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
