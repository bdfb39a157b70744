"""What every store does alike."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from shared.storage import FileMissing, Storage
from tests.shared.storage.sources import MEGABYTE, SourceBroke, breaking, chunks, content

KEY = f"vaults/{uuid4()}/{uuid4()}"
LARGE = bytes(range(256)) * (9 * MEGABYTE // 256) + b"the rest"
"""More than S3 takes in one part."""

BAD_KEYS = [
    "",
    "/etc/passwd",
    "../x",
    "vaults/../x",
    "vaults//x",
    "vaults/",
    "vaults/.hidden",
    "a\\b",
    "a b",
    "a\n",
    "ä",
]


class TestSave:
    @pytest.mark.parametrize("data", [b"", b"%PDF-1.7", LARGE], ids=["empty", "small", "large"])
    async def test_comes_back_unchanged(self, storage: Storage, data: bytes) -> None:
        await storage.save(KEY, chunks(data))
        assert await content(storage, KEY) == data

    async def test_replaces_what_was_there(self, storage: Storage) -> None:
        await storage.save(KEY, chunks(b"a longer first version"))
        await storage.save(KEY, chunks(b"second"))
        assert await content(storage, KEY) == b"second"

    async def test_readers_see_the_old_file_until_the_new_one_is_complete(self, storage: Storage) -> None:
        await storage.save(KEY, chunks(b"old"))
        seen = []

        async def watched() -> AsyncIterator[bytes]:
            yield LARGE
            seen.append(await content(storage, KEY))
            yield b"end"

        await storage.save(KEY, watched())
        assert seen == [b"old"]
        assert await storage.size(KEY) == len(LARGE) + 3

    @pytest.mark.parametrize("data", [b"half a pass", LARGE], ids=["small", "large"])
    async def test_leaves_nothing_where_the_source_breaks(self, storage: Storage, data: bytes) -> None:
        with pytest.raises(SourceBroke):
            await storage.save(KEY, breaking(data))
        with pytest.raises(FileMissing):
            await storage.size(KEY)

    async def test_keeps_the_old_file_where_the_source_breaks(self, storage: Storage) -> None:
        await storage.save(KEY, chunks(b"old"))
        with pytest.raises(SourceBroke):
            await storage.save(KEY, breaking(b"new"))
        assert await content(storage, KEY) == b"old"

    async def test_leaves_nothing_where_it_is_cancelled(self, storage: Storage) -> None:
        stalled = asyncio.Event()

        async def stalling() -> AsyncIterator[bytes]:
            yield LARGE
            stalled.set()
            await asyncio.Event().wait()

        saving = asyncio.create_task(storage.save(KEY, stalling()))
        await stalled.wait()
        saving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await saving
        with pytest.raises(FileMissing):
            await storage.size(KEY)

    async def test_one_of_two_at_once_wins_whole(self, storage: Storage) -> None:
        versions = [b"a" * MEGABYTE, b"b" * MEGABYTE]
        await asyncio.gather(*(storage.save(KEY, chunks(version)) for version in versions))
        assert await content(storage, KEY) in versions


class TestRead:
    @pytest.mark.parametrize(
        ("start", "end"), [(0, 4), (3, None), (3, 4), (9, 10), (5, 99), (0, 0), (10, None), (10, 20), (500, 600)]
    )
    async def test_gives_the_range(self, storage: Storage, start: int, end: int | None) -> None:
        await storage.save(KEY, chunks(b"0123456789"))
        assert await content(storage, KEY, start, end) == b"0123456789"[start:end]

    async def test_gives_blocks_of_256_kib(self, storage: Storage) -> None:
        await storage.save(KEY, chunks(bytes(600 * 1024)))
        sizes = [len(block) async for block in storage.read(KEY, 0, 599 * 1024)]
        assert sizes == [256 * 1024, 256 * 1024, 87 * 1024]

    @pytest.mark.parametrize(("start", "end"), [(0, None), (7, 7), (3, 9)])
    async def test_tells_of_a_missing_file_at_the_first_block(
        self, storage: Storage, start: int, end: int | None
    ) -> None:
        blocks = storage.read(KEY, start, end)
        with pytest.raises(FileMissing):
            await anext(blocks)

    async def test_a_folder_is_no_file(self, storage: Storage) -> None:
        await storage.save(KEY, chunks(b"x"))
        with pytest.raises(FileMissing):
            await content(storage, "vaults")

    async def test_nothing_is_below_a_file(self, storage: Storage) -> None:
        await storage.save(KEY, chunks(b"x"))
        with pytest.raises(FileMissing):
            await content(storage, f"{KEY}/y")

    @pytest.mark.parametrize(("start", "end"), [(-1, None), (0, -1), (5, 4)])
    async def test_refuses_what_is_no_range(self, storage: Storage, start: int, end: int | None) -> None:
        await storage.save(KEY, chunks(b"0123456789"))
        with pytest.raises(ValueError, match="range"):
            await content(storage, KEY, start, end)


class TestSize:
    async def test_counts_bytes(self, storage: Storage) -> None:
        await storage.save(KEY, chunks(bytes(12_345)))
        assert await storage.size(KEY) == 12_345

    async def test_tells_of_a_missing_file(self, storage: Storage) -> None:
        with pytest.raises(FileMissing):
            await storage.size(KEY)

    async def test_a_folder_is_no_file(self, storage: Storage) -> None:
        await storage.save(KEY, chunks(b"x"))
        with pytest.raises(FileMissing):
            await storage.size("vaults")


class TestDelete:
    async def test_removes_the_file_and_no_other(self, storage: Storage) -> None:
        await storage.save("vaults/a/1", chunks(b"1"))
        await storage.save("vaults/a/2", chunks(b"2"))
        await storage.delete("vaults/a/1")
        assert await content(storage, "vaults/a/2") == b"2"
        with pytest.raises(FileMissing):
            await storage.size("vaults/a/1")

    @pytest.mark.parametrize("key", ["vaults/a/1/2", "vaults/a", "vaults/b/1"])
    async def test_does_nothing_where_no_file_is(self, storage: Storage, key: str) -> None:
        await storage.save("vaults/a/1", chunks(b"1"))
        await storage.delete(key)
        assert await content(storage, "vaults/a/1") == b"1"


class TestDeletePrefix:
    async def test_removes_what_is_below_and_nothing_beside(self, storage: Storage) -> None:
        for key in ("vaults/a/1", "vaults/a/2", "vaults/a/deep/3", "vaults/ab/1"):
            await storage.save(key, chunks(b"x"))
        await storage.delete_prefix("vaults/a")
        for key in ("vaults/a/1", "vaults/a/2", "vaults/a/deep/3"):
            with pytest.raises(FileMissing):
                await storage.size(key)
        assert await storage.size("vaults/ab/1") == 1

    async def test_takes_no_file_for_a_folder(self, storage: Storage) -> None:
        await storage.save(KEY, chunks(b"x"))
        await storage.delete_prefix(KEY)
        assert await storage.size(KEY) == 1

    async def test_does_nothing_where_no_folder_is(self, storage: Storage) -> None:
        await storage.save(KEY, chunks(b"x"))
        await storage.delete_prefix("vaults/none")
        assert await storage.size(KEY) == 1


class TestLocalCopy:
    async def test_has_the_same_bytes(self, storage: Storage) -> None:
        await storage.save(KEY, chunks(LARGE))
        async with storage.local_copy(KEY) as path:
            assert path.read_bytes() == LARGE

    async def test_tells_of_a_missing_file(self, storage: Storage) -> None:
        with pytest.raises(FileMissing):
            async with storage.local_copy(KEY):
                pass


class TestKeys:
    @pytest.mark.parametrize("key", BAD_KEYS)
    async def test_bad_ones_are_refused_everywhere(self, storage: Storage, key: str) -> None:
        operations = [
            storage.save(key, chunks(b"x")),
            content(storage, key),
            storage.size(key),
            storage.delete(key),
            storage.delete_prefix(key),
            storage.local_copy(key).__aenter__(),
            storage.presigned_url(key, filename="x", content_type="text/plain", inline=True, seconds=1),
        ]
        outcomes = await asyncio.gather(*operations, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [ValueError] * len(operations)


async def test_ping_says_nothing_where_all_is_well(storage: Storage) -> None:
    await storage.ping()
    await storage.save(KEY, chunks(b"x"))
    assert await storage.size(KEY) == 1
