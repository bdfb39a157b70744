"""What tests save, and how they read it again."""

from collections.abc import AsyncIterator

from shared.storage import Storage

MEGABYTE = 1024 * 1024


class SourceBroke(Exception):
    """The client went away in the middle of an upload."""


async def chunks(data: bytes, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def breaking(data: bytes) -> AsyncIterator[bytes]:
    """Yields `data`, then fails as a lost connection does."""
    yield data
    raise SourceBroke


async def content(storage: Storage, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([block async for block in storage.read(key, start, end)])
