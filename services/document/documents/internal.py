"""What other services ask about documents; they make sure that the caller may view the vault."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, UploadFile

from services.document.documents.dependencies import DocumentApp
from services.document.documents.errors import DocumentNotFound
from services.document.documents.forms import Upload
from services.document.documents.repository import DocumentFilter, DocumentRepository, DocumentSort
from services.document.documents.schemas import DocumentList, DocumentRead
from services.document.documents.uploads import UploadService
from shared.auth.dependencies import Caller
from shared.auth.principals import Kind, Principal
from shared.clients.document import DocumentPages, TextPage, UploadedDocument
from shared.clients.http import INTERNAL
from shared.db.session import ReadSession
from shared.pagination import Page

router = APIRouter(prefix=INTERNAL, include_in_schema=False)


@router.get("/vaults/{vault_id}/documents")
async def list_documents(
    _caller: Caller, vault_id: UUID, page: Page, session: ReadSession, resources: DocumentApp
) -> DocumentList:
    documents, pagination = await DocumentRepository(session).page(
        vault_id, DocumentFilter(), DocumentSort.NEWEST, page
    )
    read = [DocumentRead.of(document, resources.catalogue) for document in documents]
    return DocumentList(documents=read, pagination=pagination)


@router.get("/vaults/{vault_id}/documents/{document_id}")
async def get_document(
    _caller: Caller, vault_id: UUID, document_id: UUID, session: ReadSession, resources: DocumentApp
) -> DocumentRead:
    document = await DocumentRepository(session).get(document_id)
    if document.vault_id != vault_id:
        raise DocumentNotFound
    return DocumentRead.of(document, resources.catalogue)


@router.get("/documents/{document_id}")
async def find_document(
    _caller: Caller, document_id: UUID, session: ReadSession, resources: DocumentApp
) -> DocumentRead:
    """In whatever vault it is."""
    return DocumentRead.of(await DocumentRepository(session).get(document_id), resources.catalogue)


@router.get("/vaults/{vault_id}/documents/{document_id}/pages")
async def get_pages(_caller: Caller, vault_id: UUID, document_id: UUID, session: ReadSession) -> DocumentPages:
    repository = DocumentRepository(session)
    if (await repository.get(document_id)).vault_id != vault_id:
        raise DocumentNotFound
    pages = await repository.page_texts(document_id)
    return DocumentPages(pages=[TextPage(number=number, text=text) for number, text in pages])


@router.post("/vaults/{vault_id}/documents/upload")
async def upload_for(
    _caller: Caller,
    vault_id: UUID,
    file: UploadFile,
    actor_kind: Annotated[Kind, Form()],
    actor_id: Annotated[UUID, Form()],
    uploads: Annotated[UploadService, Depends()],
    resources: DocumentApp,
) -> UploadedDocument:
    upload = Upload(file, None)
    upload.check_size(resources.settings.file_limit)
    uploaded = await uploads.upload(vault_id, Principal(actor_id, actor_kind), upload)
    return UploadedDocument(id=uploaded.document.id, duplicate=uploaded.duplicate)
