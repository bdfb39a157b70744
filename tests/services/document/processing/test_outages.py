"""A dependency that is away is not the document's failure."""

import errno
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from services.document.models import Document
from services.document.processing.pipeline import GAVE_UP, KILLS_READERS, MAX_CLAIMS, OUTAGE_PAUSE
from services.document.processing.tasks import process_document
from services.document.reading.isolation import IsolatedReader, IsolatedReaders
from services.document.resources import DocumentResources
from shared.storage import FileMissing, StorageUnavailable
from shared.storage.errors import storage_error
from shared.storage.files import FileStorage
from tests.support.documents import LEASE, one_page_pdf, upload
from tests.support.platform import Caller, Platform

ROUNDS = 8
"""More than the tries and the claims that a document has."""


REFUSALS = {
    errno.ENOSPC: ("The file storage is full", "60"),
    errno.EDQUOT: ("The file storage is full", "60"),
    errno.EIO: ("The file storage is not available", "2"),
    errno.EROFS: ("The file storage is not available", "2"),
}


class FailingStorage(FileStorage):
    """A store that fails while `error` is set: before a copy is there, or half-way through a save."""

    error: OSError | None = None

    async def save(self, key: str, source: AsyncIterator[bytes]) -> None:
        async def breaking_off() -> AsyncIterator[bytes]:
            async for block in source:
                yield block[: len(block) // 2]
                if self.error:
                    raise storage_error(self.error)

        await super().save(key, breaking_off() if self.error else source)

    @asynccontextmanager
    async def local_copy(self, key: str) -> AsyncIterator[Path]:
        if self.error:
            raise storage_error(self.error)
        async with super().local_copy(key) as path:
            yield path


@pytest.fixture
def storage(platform: Platform, tmp_path: Path) -> Iterator[FailingStorage]:
    resources = platform.resources("document")
    assert isinstance(resources, DocumentResources)
    usual = resources.storage
    failing = resources.storage = FailingStorage(tmp_path / "files")
    yield failing
    resources.storage = usual


class KilledReaders(IsolatedReaders):
    """Their processes are killed as soon as a file is open."""

    def open(self, path: Path, content_type: str) -> IsolatedReader:
        reader = super().open(path, content_type)
        reader.process.popen.kill()
        reader.process.popen.wait()
        return reader


@contextmanager
def killing(platform: Platform) -> Iterator[None]:
    resources = platform.resources("document")
    assert isinstance(resources, DocumentResources)
    usual = resources.readers
    resources.readers = KilledReaders()
    try:
        yield
    finally:
        resources.readers = usual


async def row(platform: Platform, document_id: str) -> Document:
    async with platform.session("document") as session:
        return await session.get_one(Document, UUID(document_id))


async def work(platform: Platform, document_id: str, times: int = 1) -> Document:
    for _ in range(times):
        await process_document.run(platform.resources("document"), document_id=document_id, on_queue="embedding")
    return await row(platform, document_id)


class TestUpload:
    @pytest.mark.parametrize("refusal", REFUSALS, ids=errno.errorcode.get)
    async def test_storage_that_takes_nothing_is_503_and_nothing_is_left(
        self, platform: Platform, as_owner: Caller, vault_id: str, storage: FailingStorage, refusal: int
    ) -> None:
        answer, pause = REFUSALS[refusal]
        storage.error = OSError(refusal, "as the kernel says")
        path = f"/vaults/{vault_id}/documents/upload"
        response = await as_owner.post("document", path, files={"file": ("lease.txt", LEASE)})
        assert (response.status_code, response.json()) == (503, {"detail": answer})
        assert response.headers["Retry-After"] == pause
        assert [found for found in storage.root.rglob("*") if found.is_file()] == []
        async with platform.session("document") as session:
            assert await session.scalar(select(func.count()).select_from(Document)) == 0
        # All that is left is the look whether something was stored after all.
        assert [row[2] for row in await platform.outbox("document")] == ["document.discard_unused_file"]

    async def test_works_again_when_the_storage_does(
        self, as_owner: Caller, vault_id: str, storage: FailingStorage
    ) -> None:
        storage.error = OSError(errno.ENOSPC, "full")
        path = f"/vaults/{vault_id}/documents/upload"
        await as_owner.post("document", path, files={"file": ("lease.txt", LEASE)})
        storage.error = None
        assert (await upload(as_owner, vault_id))["status"] == "processing"


class TestWorker:
    async def test_waits_for_the_storage_however_long(
        self, platform: Platform, as_owner: Caller, vault_id: str, storage: FailingStorage
    ) -> None:
        document = await upload(as_owner, vault_id, "letter.pdf", one_page_pdf("A letter."))
        storage.error = OSError(errno.EIO, "away")
        waiting = await work(platform, document["id"], ROUNDS)
        assert (waiting.status, waiting.failures, waiting.claims) == ("processing", 0, 0)
        assert (waiting.lease_owner, waiting.lease_until) == (None, None)
        storage.error = None
        done = await work(platform, document["id"])
        assert (done.status, done.failures, done.error) == ("processed", 0, None)

    async def test_pauses_between_tries(
        self, platform: Platform, as_owner: Caller, vault_id: str, storage: FailingStorage
    ) -> None:
        document = await upload(as_owner, vault_id)
        storage.error = OSError(errno.EIO, "away")
        await work(platform, document["id"])
        tries = [row for row in await platform.outbox("document") if row.name == "document.process"]
        assert tries[-1].available_at - tries[0].available_at >= OUTAGE_PAUSE

    async def test_lost_file_is_no_outage(
        self, platform: Platform, as_owner: Caller, vault_id: str, storage: FailingStorage
    ) -> None:
        document = await upload(as_owner, vault_id)
        for stored in [found for found in storage.root.rglob("*") if found.is_file()]:
            stored.unlink()
        with pytest.raises((FileMissing, StorageUnavailable)):
            await storage.size((await row(platform, document["id"])).storage_key)
        failed = await work(platform, document["id"], 3)
        assert (failed.status, failed.error) == ("failed", GAVE_UP)


class TestKilledReader:
    async def test_costs_no_try(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        with killing(platform):
            interrupted = await work(platform, document["id"])
        assert (interrupted.status, interrupted.failures, interrupted.claims) == ("processing", 0, 1)
        assert (await work(platform, document["id"])).status == "processed"

    async def test_every_time_ends_failed(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        """The file opens well each time: opening alone is no progress."""
        document = await upload(as_owner, vault_id)
        with killing(platform):
            failed = await work(platform, document["id"], MAX_CLAIMS + 1)
        assert (failed.status, failed.error, failed.failures) == ("failed", KILLS_READERS, 0)
