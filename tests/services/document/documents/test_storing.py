"""What a store that is slow, full or beside somebody else's upload does to an upload."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from services.document.documents.keys import folder_of
from services.document.documents.tasks import discard_unused_file
from shared.storage import StorageFull
from shared.storage.files import FileStorage
from tests.support.documents import LEASE, upload
from tests.support.platform import Caller, Platform


class Store(FileStorage):
    """A store that does something else before it saves a file."""

    def __init__(self, root: Path, first: Callable[[], Awaitable[None]]) -> None:
        super().__init__(root)
        self.first = first

    async def save(self, key: str, source: AsyncIterator[bytes]) -> None:
        await self.first()
        await super().save(key, source)


@contextlib.contextmanager
def storing(platform: Platform, first: Callable[[], Awaitable[None]]) -> Iterator[FileStorage]:
    """The document service stores in such a store for a while."""
    resources: Any = platform.resources("document")
    usual = resources.storage
    resources.storage = Store(usual.root, first)
    try:
        yield usual
    finally:
        resources.storage = usual


def stored(storage: FileStorage) -> set[str]:
    folder = storage.root / "documents"
    return {each.name for each in folder.iterdir()} if folder.exists() else set()


async def test_same_bytes_at_once_are_one_document(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    faster: list[str] = []

    async def overtake() -> None:
        if not faster:
            faster.append("")
            faster.append((await upload(as_owner, vault_id, "faster.txt"))["id"])

    with storing(platform, overtake) as storage:
        before = stored(storage)
        response = await as_owner.post(
            "document", f"/vaults/{vault_id}/documents/upload", files={"file": ("slower.txt", LEASE)}
        )
    assert response.status_code == 201
    assert response.json()["duplicate"] is True
    assert response.json()["document"]["id"] == faster[1]
    listed = (await as_owner.get("document", f"/vaults/{vault_id}/documents")).json()["documents"]
    assert [document["filename"] for document in listed] == ["faster.txt"]
    await platform.run_tasks()
    assert stored(storage) - before == {faster[1]}


async def test_full_store_is_503_and_leaves_nothing(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    async def refuse() -> None:
        raise StorageFull

    with storing(platform, refuse) as storage:
        before = stored(storage)
        files = {"file": ("lease.txt", LEASE)}
        one = await as_owner.post("document", f"/vaults/{vault_id}/documents/upload", files=files)
        batch = await as_owner.post("document", f"/vaults/{vault_id}/documents/upload-batch", files=files)
    assert (one.status_code, one.json()) == (503, {"detail": "The file storage is full"})
    assert "Retry-After" in one.headers
    assert batch.json() == {
        "documents": [],
        "errors": [{"filename": "lease.txt", "detail": "The file storage is full"}],
    }
    await platform.run_tasks()
    assert (await as_owner.get("document", f"/vaults/{vault_id}/documents")).json()["documents"] == []
    assert stored(storage) == before
    assert (await upload(as_owner, vault_id))["status"] == "processing"


async def test_file_without_a_document_is_discarded(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    """As after a crash between the file and its row."""
    resources: Any = platform.resources("document")
    storage: FileStorage = resources.storage
    document = await upload(as_owner, vault_id)
    crashed = UUID("00000000-0000-7000-8000-000000000001")

    async def content() -> AsyncIterator[bytes]:
        yield LEASE

    await storage.save(f"{folder_of(crashed)}/original", content())
    for document_id in (crashed, UUID(document["id"])):
        await discard_unused_file.run(resources, document_id=document_id)
    assert str(crashed) not in stored(storage)
    assert document["id"] in stored(storage)
    announced = [row.payload for row in await platform.outbox("document") if row.name == discard_unused_file.name]
    assert announced == [{"document_id": document["id"]}]
