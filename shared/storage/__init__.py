"""Where files live: a local folder, or a bucket of any S3-compatible store.

Keys look like `documents/<uuid>/original`. Every operation raises ValueError for a key of another shape, `StorageFull`
where there is no room and `StorageUnavailable` where the store is away; both answer 503.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from shared.storage.address import S3Address
from shared.storage.disposition import content_disposition
from shared.storage.errors import FileMissing, StorageFull, StorageUnavailable
from shared.storage.files import FileStorage

__all__ = ["FileMissing", "Storage", "StorageFull", "StorageUnavailable", "content_disposition", "open_storage"]


class Storage(Protocol):
    """What services ask of a store; a file is never whole in memory."""

    async def save(self, key: str, source: AsyncIterator[bytes]) -> None:
        """Store what `source` yields, in place of what was there.

        Readers see the old file or the new one, never a part. Where `source` raises, that error passes through and
        nothing is left behind. A cancelled save that was already at its last step may have happened.
        """

    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to and without `end`, in blocks of 256 KiB; past the end there is nothing.

        Nothing is opened before the first block is asked for: that is where FileMissing is raised, and ValueError for
        a bad key or range. Who must know before an answer begins asks `size` first.
        """

    async def size(self, key: str) -> int:
        """Bytes in the file. Raises FileMissing."""

    async def delete(self, key: str) -> None:
        """Remove the file; fine where there is none."""

    async def delete_prefix(self, prefix: str) -> None:
        """Remove every key below `prefix/`: `vaults/a` takes `vaults/a/1` along and leaves `vaults/ab/1`."""

    def local_copy(self, key: str) -> AbstractAsyncContextManager[Path]:
        """The file as a path on this machine, to be read only and gone afterwards. Raises FileMissing on entering."""

    async def presigned_url(
        self, key: str, *, filename: str, content_type: str, inline: bool, seconds: int
    ) -> str | None:
        """A URL that serves the file for `seconds` (S3 allows a week), or None where the service streams it itself.

        Doesn't ask whether the file exists.
        """

    async def ping(self) -> None:
        """Ask the store whether it is there and lets us in; raises StorageUnavailable where not."""

    async def close(self) -> None:
        """Let go of connections."""


def open_storage(url: str) -> Storage:
    """The store at `file:///folder` (percent-encoded) or `s3://bucket?…` (`S3Address` lists the parameters).

    Raises ValueError for anything else; its text never holds a part of the URL, which may contain credentials.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "s3":
        from shared.storage.s3 import S3Storage  # boto3 takes 0.4 s, and only S3 needs it

        return S3Storage(S3Address.parse(url))
    folder = unquote(rest)
    if scheme == "file" and rest.startswith("/") and folder.strip("/") and not set(rest) & set("?#"):
        return FileStorage(Path(folder))
    message = "A storage URL looks like file:///folder or s3://bucket?endpoint=…&region=…"
    raise ValueError(message)
