"""Taking in a file: sniffed, hashed and stored block by block, never whole in memory."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from starlette.datastructures import UploadFile
from uuid_utils.compat import uuid7

from services.document.documents.dependencies import DocumentApp
from services.document.documents.errors import CopyArrived, FileTypeNotSupported
from services.document.documents.forms import Upload
from services.document.documents.keys import key_of
from services.document.documents.repository import DocumentRepository
from services.document.documents.tasks import LONGEST_UPLOAD, discard_unused_file
from services.document.models import Document
from services.document.processing.queue import queue_processing
from services.document.processing.stages import first_stage
from services.document.reading.sniff import sniff
from shared.auth.principals import Principal
from shared.db.session import Sessions
from shared.errors import Conflict, TooLarge, Unavailable, Unprocessable, UnsupportedType
from shared.events import DocumentUploaded
from shared.outbox.publish import enqueue, publish
from shared.storage import StorageUnavailable

BLOCK = 256 * 1024
MAX_FILENAME = 255
STORING_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Uploaded:
    document: Document
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of a batch that did not become a document, and why."""

    filename: str
    detail: str


class UploadService:
    """Stores the file first and the row after: a row always has its file."""

    def __init__(self, sessions: Sessions, resources: DocumentApp) -> None:
        self.sessions = sessions
        self.resources = resources

    async def upload_all(self, vault_id: UUID, who: Principal, uploads: Sequence[Upload]) -> list[Uploaded | Refused]:
        """What became of each, in their order: a bad file, or a store that takes no more, doesn't lose the others."""
        return [await self._upload_or_refuse(vault_id, who, upload) for upload in uploads]

    async def _upload_or_refuse(self, vault_id: UUID, who: Principal, upload: Upload) -> Uploaded | Refused:
        try:
            upload.check_size(self.resources.settings.file_limit)
            return await self.upload(vault_id, who, upload)
        except (Unprocessable, TooLarge, UnsupportedType, Conflict, Unavailable) as error:
            return Refused(_plain_name(upload.file.filename), error.detail)

    async def upload(self, vault_id: UUID, who: Principal, upload: Upload) -> Uploaded:
        """Raises FileTypeNotSupported; the same bytes again yield the document that has them."""
        content_type = await asyncio.to_thread(sniff, upload.file.file)
        if content_type is None:
            raise FileTypeNotSupported
        sha256 = await asyncio.to_thread(_digest, upload.file.file)
        async with self.sessions() as session:
            if copy := await DocumentRepository(session).find_copy(vault_id, sha256):
                return Uploaded(copy, duplicate=True)
        document_id = uuid7()
        await self._store(document_id, upload.file)
        document = Document(
            id=document_id,
            vault_id=vault_id,
            filename=_plain_name(upload.file.filename),
            content_type=content_type,
            size_bytes=upload.file.size,
            sha256=sha256,
            storage_key=key_of(document_id),
            stage=first_stage(content_type),
            document_type_code=upload.document_type.code if upload.document_type else None,
            classification_confidence=1.0 if upload.document_type else None,
            is_type_chosen=upload.document_type is not None,
            uploaded_by_kind=who.kind,
            uploaded_by=who.id,
        )
        return await self._add(document, who)

    async def _store(self, document_id: UUID, file: UploadFile) -> None:
        """Whatever happens from here on, a task looks whether the file became a document's, and removes it if not."""
        async with self.sessions.begin() as session:
            await enqueue(session, discard_unused_file, delay=LONGEST_UPLOAD, document_id=document_id)
        try:
            async with asyncio.timeout(STORING_SECONDS):
                await self.resources.storage.save(key_of(document_id), _blocks(file))
        except TimeoutError as error:
            raise StorageUnavailable from error

    async def _add(self, document: Document, who: Principal) -> Uploaded:
        async with self.sessions.begin() as session:
            added = await DocumentRepository(session).add_unless_copy(document)
            if added is not None:
                await queue_processing(session, added)
                await publish(
                    session,
                    DocumentUploaded(
                        document_id=added.id, vault_id=added.vault_id, filename=added.filename, actor=who.actor
                    ),
                )
        return Uploaded(added, duplicate=False) if added is not None else await self._copy_of(document)

    async def _copy_of(self, document: Document) -> Uploaded:
        """The same bytes arrived at the same time and were faster; raises CopyArrived where they are gone again."""
        await self.resources.storage.delete(document.storage_key)
        async with self.sessions() as session:
            copy = await DocumentRepository(session).find_copy(document.vault_id, document.sha256)
        if copy is None:
            raise CopyArrived
        return Uploaded(copy, duplicate=True)


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


async def _blocks(file: UploadFile) -> AsyncIterator[bytes]:
    await file.seek(0)
    while block := await file.read(BLOCK):
        yield block


def _plain_name(filename: str | None) -> str:
    """The last part of what the client sent, without control characters; the name is shown, never used as a path."""
    name = (filename or "").replace("\\", "/").rpartition("/")[2]
    plain = "".join(character for character in name if character.isprintable())[:MAX_FILENAME].strip()
    return plain if plain.strip(".") else "document"
