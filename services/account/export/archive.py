"""The archive as it is written: a ZIP file that is nowhere whole, neither here nor on a disk."""

import json
import zlib
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
from stream_zip import ZIP_32, ZIP_AUTO, AsyncMemberFile, async_stream_zip

from shared.clients.document import DocumentClient
from shared.errors import Unavailable

MODE = 0o600
LONGEST_NAME = 120


class Archive:
    """Members in order: JSON of what was gathered before, then each vault's documents as they come.

    To be closed by whoever opened it: where a client leaves midway, the library that packs just stops, and the file
    that it was at would stay open.
    """

    def __init__(self, gathered: dict[str, Any], documents: DocumentClient, now: datetime) -> None:
        self.gathered = gathered
        self.documents = documents
        self.now = now
        self.open_file = AsyncExitStack()
        self.is_closed = False

    async def aclose(self) -> None:
        self.is_closed = True
        await self.open_file.aclose()

    def blocks(self) -> AsyncIterable[bytes]:
        """Raises Unavailable where a peer goes away: the archive breaks off and no reader takes it for whole."""
        # Most of it is PDF and pictures, which are compressed already: the least effort will do.
        return async_stream_zip(self._members(), get_compressobj=lambda: zlib.compressobj(1, wbits=-zlib.MAX_WBITS))

    async def _members(self) -> AsyncIterator[AsyncMemberFile]:
        for name, content in self.gathered.items():
            yield self._json(f"{name}.json", {name: content} if isinstance(content, list) else content)
        for vault in self.gathered["vaults"]:
            async for member in self._vault(UUID(vault["id"])):
                yield member

    async def _vault(self, vault_id: UUID) -> AsyncIterator[AsyncMemberFile]:
        documents = await self.documents.export(vault_id)
        yield self._json(f"vaults/{vault_id}/documents.json", {"documents": documents})
        for document in documents:
            response = await self._file(UUID(document["id"]))
            if response.is_success:  # else it was deleted a moment ago
                path = f"vaults/{vault_id}/{document['id']}-{_safe(document['filename'])}"
                yield path, self.now, MODE, ZIP_AUTO(document["size_bytes"]), response.aiter_bytes()

    async def _file(self, document_id: UUID) -> httpx.Response:
        """In place of the one before. Raises Unavailable, also where nobody wants it any more."""
        await self.open_file.aclose()
        response = await self.open_file.enter_async_context(self.documents.file(document_id))
        if self.is_closed:
            await self.open_file.aclose()
            raise Unavailable
        return response

    def _json(self, path: str, content: Any) -> AsyncMemberFile:
        text = json.dumps(content, ensure_ascii=False, indent=2).encode()
        return path, self.now, MODE, ZIP_32, _once(text)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _safe(filename: str) -> str:
    """The end of a name, extension and all, with nothing in it that means something to a file system."""
    plain = "".join(c if c.isprintable() and c not in '/\\:*?"<>|' else "_" for c in filename)
    return plain.encode()[-LONGEST_NAME:].decode(errors="ignore")
