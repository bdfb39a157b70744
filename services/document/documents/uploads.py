"""Taking in a file: authorised before it is read, hashed and sniffed while it is stored, never whole in memory."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, BinaryIO
from uuid import UUID

from fastapi import Depends, Request
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile
from uuid_utils.compat import uuid7

from services.document.access import UploadedVault
from services.document.catalogue.catalogue import DocumentType
from services.document.documents.dependencies import DocumentApp
from services.document.documents.errors import (
    CopyArrived,
    DocumentTypeNotFound,
    FileEmpty,
    FileRequired,
    FileTooLarge,
    FileTypeNotSupported,
)
from services.document.documents.repository import DocumentRepository
from services.document.models import Document
from services.document.processing.stages import QUEUES, Stage, first_stage
from services.document.processing.tasks import process_document
from services.document.reading.sniff import sniff
from shared.auth.principals import Principal
from shared.db.session import Sessions
from shared.events import DocumentUploaded
from shared.outbox.publish import enqueue, publish

BLOCK = 256 * 1024
MAX_FILENAME = 255


@dataclass(frozen=True, slots=True)
class Upload:
    """The form of an upload. `document_type` is the type that the caller chose, if any."""

    file: UploadFile
    document_type: DocumentType | None


async def read_form(request: Request, _vault: UploadedVault, resources: DocumentApp) -> AsyncIterator[Upload]:
    """Read the form only after the vault has let the caller in: nobody else can make us take 50 MB."""
    async with request.form(max_files=1, max_fields=4) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise FileRequired
        if not file.size:
            raise FileEmpty
        if file.size > resources.settings.file_limit:
            raise FileTooLarge
        yield Upload(file, _chosen_type(form, resources))


def _chosen_type(form: FormData, resources: DocumentApp) -> DocumentType | None:
    given = form.get("document_type_id") or None
    try:
        type_id = TypeAdapter(UUID | None).validate_python(given)
    except ValidationError as error:
        raise DocumentTypeNotFound from error
    chosen = resources.catalogue.by_id(type_id) if type_id else None
    if type_id and chosen is None:
        raise DocumentTypeNotFound
    return chosen


@dataclass(frozen=True, slots=True)
class Uploaded:
    document: Document
    duplicate: bool


class UploadService:
    """Stores the file first and the row after: a row always has its file."""

    def __init__(self, sessions: Sessions, resources: DocumentApp) -> None:
        self.sessions = sessions
        self.resources = resources

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
        storage_key = f"vaults/{vault_id}/{document_id}"
        await self.resources.storage.save(storage_key, _blocks(upload.file))
        document = Document(
            id=document_id,
            vault_id=vault_id,
            filename=_plain_name(upload.file.filename),
            content_type=content_type,
            size_bytes=upload.file.size,
            sha256=sha256,
            storage_key=storage_key,
            stage=first_stage(content_type),
            document_type_code=upload.document_type.code if upload.document_type else None,
            classification_confidence=1.0 if upload.document_type else None,
            is_type_chosen=upload.document_type is not None,
            uploaded_by_kind=who.kind,
            uploaded_by=who.id,
        )
        return await self._add(document, who)

    async def _add(self, document: Document, who: Principal) -> Uploaded:
        storage_key = document.storage_key
        try:
            async with self.sessions.begin() as session:
                documents = DocumentRepository(session)
                added = await documents.add_unless_copy(document)
                if added is None:
                    raise CopyArrived  # noqa: TRY301 - the way out of the transaction that also undoes it
                queue = QUEUES[Stage(added.stage)]
                await enqueue(session, process_document, queue=queue, document_id=added.id, on_queue=queue)
                await publish(
                    session,
                    DocumentUploaded(
                        document_id=added.id, vault_id=added.vault_id, filename=added.filename, actor=who.actor
                    ),
                )
        except CopyArrived:
            # After any other error the row may have been written all the same, and a row always has its file.
            await self.resources.storage.delete(storage_key)
            raise
        return Uploaded(added, duplicate=False)


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
    return "".join(character for character in name if character.isprintable())[:MAX_FILENAME].strip() or "document"


UploadedForm = Annotated[Upload, Depends(read_form)]
