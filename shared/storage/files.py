"""Files in a local folder."""

import contextlib
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, ParamSpec, TypeVar

from shared.storage.errors import FileMissing, StorageFull, StorageUnavailable, storage_error
from shared.storage.keys import check_key, check_range
from shared.storage.streams import BLOCK_BYTES, in_blocks, in_thread

P = ParamSpec("P")
T = TypeVar("T")

open_private = partial(os.open, mode=0o600)


class FileStorage:
    """`Storage` in `root`, which is made when first needed. Folders have mode 0700, files 0600."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    async def save(self, key: str, source: AsyncIterator[bytes]) -> None:
        draft = Draft(self._path(key))
        try:
            await _run(self._make_folder, draft.path.parent)
            await _run(draft.open)
            async with contextlib.aclosing(in_blocks(source, BLOCK_BYTES)) as blocks:
                async for block in blocks:
                    await _run(draft.write, block)
            await _run(draft.publish)
        except BaseException:
            # The first error is the one to tell, whatever the clean-up meets.
            with contextlib.suppress(StorageFull, StorageUnavailable):
                await _run(draft.discard)
            raise

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        check_range(start, end)
        with await _run(self._open, key) as file:
            await _run(file.seek, start)
            position = start
            while wanted := BLOCK_BYTES if end is None else min(BLOCK_BYTES, end - position):
                block = await _run(file.read, wanted)
                if not block:
                    return
                position += len(block)
                yield block

    async def size(self, key: str) -> int:
        return await _run(self._size, key)

    async def delete(self, key: str) -> None:
        path = self._path(key)
        with contextlib.suppress(FileMissing):
            await _run(self._delete, path)
