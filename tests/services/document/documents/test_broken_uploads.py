"""Uploads that are too long, or that end before they should."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from services.document.models import Document
from services.document.resources import DocumentResources
from shared.storage.files import FileStorage
from tests.support.platform import Caller, Platform

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Starlette leaves the temporary file of a form that breaks off to the garbage collector."""

BOUNDARY = {"Content-Type": "multipart/form-data; boundary=x"}
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
MEGABYTE = 1024 * 1024


def stored(platform: Platform) -> list[Path]:
    resources = platform.resources("document")
    assert isinstance(resources, DocumentResources)
    assert isinstance(resources.storage, FileStorage)
    return [path for path in resources.storage.root.rglob("*") if path.is_file()]


async def documents(platform: Platform) -> int:
    async with platform.session("document") as session:
        return int(await session.scalar(select(func.count()).select_from(Document)) or 0)


async def test_too_long_body_is_refused_while_it_arrives(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    """No length announced: what counts is what has come."""
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        yield HEAD
        while sent < 200:
            sent += 1
            yield b"x" * MEGABYTE

    before = stored(platform)
    path = f"/vaults/{vault_id}/documents/upload"
    response = await as_owner.post("document", path, content=body(), headers=BOUNDARY)
    assert (response.status_code, response.json()) == (413, {"detail": "The request body is too large"})
    assert sent < 60
    assert stored(platform) == before


async def test_one_byte_over_the_limit_is_413(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    limit = platform.resources("document").settings.file_limit  # type: ignore[attr-defined] # the document service's own
    before = stored(platform)
    response = await as_owner.post(
        "document", f"/vaults/{vault_id}/documents/upload", files={"file": ("a.txt", b"x" * (limit + 1))}
    )
    assert (response.status_code, response.json()) == (413, {"detail": "The file is too large"})
    assert stored(platform) == before


async def test_client_that_leaves_midway_leaves_nothing(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    messages = iter([{"type": "http.request", "body": HEAD + b"x" * 1000, "more_body": True}])
    answers: list[Any] = []

    async def receive() -> dict[str, Any]:
        return next(messages, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        answers.append(message)

    path = f"/api/v1/vaults/{vault_id}/documents/upload"
    headers = [*BOUNDARY.items(), ("Authorization", as_owner.client.headers["Authorization"])]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "http_version": "1.1",
        "state": {},
    }
    before = stored(platform)
    await platform.apps["document"](scope, receive, send)
    assert [message["status"] for message in answers if message["type"] == "http.response.start"] == [400]
    assert stored(platform) == before
    assert await documents(platform) == 0
    assert await platform.outbox("document") == []


async def test_form_that_ends_midway_is_422_and_leaves_nothing(
    platform: Platform, as_owner: Caller, vault_id: str
) -> None:
    before = stored(platform)
    path = f"/vaults/{vault_id}/documents/upload"
    response = await as_owner.post("document", path, content=HEAD + b"half a fi", headers=BOUNDARY)
    assert response.status_code in {400, 422}
    assert isinstance(response.json()["detail"], str)
    assert stored(platform) == before
    assert await documents(platform) == 0
