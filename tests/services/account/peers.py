"""Stands in for what other services answer, where a test needs them in a certain state."""

import contextlib
from collections.abc import Iterator
from typing import Any

import httpx

from tests.support.platform import Platform


@contextlib.contextmanager
def answering(platform: Platform, service: str, answers: dict[str, Any]) -> Iterator[None]:
    """For the block, `service` answers these JSON bodies by the end of the path, and else 404."""
    apps: dict[int, Any] = platform.router.apps
    port = platform.resources(service).settings.port(service)
    real = apps[port]

    def answer(request: httpx.Request) -> httpx.Response:
        for end, body in answers.items():
            if request.url.path.endswith(end):
                return httpx.Response(200, json=body)
        return httpx.Response(404, json={"detail": "Not found"})

    apps[port] = httpx.MockTransport(answer)
    try:
        yield
    finally:
        apps[port] = real
