"""Files in a local folder."""

import contextlib
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import IO, ParamSpec, TypeVar

from shared.storage.errors import FileMissing, StorageUnavailable, storage_error
from shared.storage.keys import check_key, check_range
from shared.storage.streams import BLOCK_BYTES, in_blocks, in_thread

P = ParamSpec("P")
T = TypeVar("T")

NO_FILE = (FileNotFoundError, NotADirectoryError, IsADirectoryError)

open_private = partial(os.open, mode=0o600)


class FileStorage:
    """`Storage` in `root`, which is made when first needed. Folders get mode 0700, files 0600.

    A killed process may leave a hidden temporary file; it is no key, and goes with its folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    async def save(self, key: str, source: AsyncIterator[bytes]) -> None:
        path = await _run(self._path, key)
        # The leading dot makes it something that no key can name.
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        await _run(self._make_folder, path.parent)
        try:
            await _run(_append, draft, b"")
            async with contextlib.aclosing(in_blocks(source, BLOCK_BYTES)) as blocks:
                async for block in blocks:
                    await _run(_append, draft, block)
            await _run(_publish, draft, path)
        except BaseException:
            # The first error is the one to tell, whatever the clean-up meets.
            with contextlib.suppress(StorageUnavailable):
                await _run(draft.unlink, missing_ok=True)
            raise

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        check_range(start, end)
        with await _run(self._open, key) as file:
            position = await _run(file.seek, start)
            while wanted := BLOCK_BYTES if end is None else min(BLOCK_BYTES, end - position):
                block = await _run(file.read, wanted)
                if not block:
                    return
                position += len(block)
                yield block

    async def size(self, key: str) -> int:
        return await _run(self._size, key)

    async def delete(self, key: str) -> None:
        await _run(self._delete, key)

    async def delete_prefix(self, prefix: str) -> None:
        await _run(self._delete_folder, prefix)

    @contextlib.asynccontextmanager
    async def local_copy(self, key: str) -> AsyncIterator[Path]:
        """The file itself, not a copy."""
        await self.size(key)
        yield await _run(self._path, key)

    async def presigned_url(self, key: str, **_download: object) -> None:
        check_key(key)

    async def ping(self) -> None:
        await _run(self._check_root)

    async def close(self) -> None:
        """Nothing is held open."""

    def _path(self, key: str) -> Path:
        path = self.root / check_key(key)
        if path.resolve() != path:
            message = "A symbolic link stands in the way of a stored file"
            raise ValueError(message)
        return path

    def _open(self, key: str) -> IO[bytes]:
        try:
            return self._path(key).open("rb")
        except NO_FILE as error:
            raise FileMissing(key) from error

    def _size(self, key: str) -> int:
        with self._open(key) as file:
            return os.fstat(file.fileno()).st_size

    def _delete(self, key: str) -> None:
        with contextlib.suppress(*NO_FILE):
            self._path(key).unlink()

    def _delete_folder(self, prefix: str) -> None:
        folder = self._path(prefix)
        # Somebody else deleting in the same folder stops rmtree half-way, with what it didn't reach still there.
        while folder.is_dir():
            with contextlib.suppress(FileNotFoundError):
                shutil.rmtree(folder)

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        if folder == self.root:
            folder.mkdir(0o700, parents=True, exist_ok=True)
            return
        self._make_folder(folder.parent)
        folder.mkdir(0o700, exist_ok=True)
        _sync_folder(folder.parent)

    def _check_root(self) -> None:
        self._make_folder(self.root)
        if not os.access(self.root, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(self.root)


async def _run(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return await in_thread(function, *args, **kwargs)
    except OSError as error:
        raise storage_error(error) from error


def _append(draft: Path, block: bytes) -> None:
    with open(draft, "ab", opener=open_private) as file:
        file.write(block)


def _publish(draft: Path, path: Path) -> None:
    """The bytes must be on the disk before the name is, and the name before anybody is told."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
