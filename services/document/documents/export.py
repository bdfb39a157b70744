"""What the account service asks when a person takes their data along."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.document.documents.dependencies import DocumentApp
from services.document.documents.errors import DocumentNotFound
from services.document.documents.repository import DocumentRepository
from services.document.documents.schemas import DocumentRead
from shared.auth.dependencies import Caller
from shared.clients.document import DocumentsExport
from shared.clients.http import INTERNAL
from shared.db.session import ReadSession
from shared.storage import FileMissing

router = APIRouter(prefix=INTERNAL, include_in_schema=False)


@router.get("/vaults/{vault_id}/export")
async def export_documents(
    _caller: Caller, vault_id: UUID, session: ReadSession, resources: DocumentApp
) -> DocumentsExport:
    documents = await DocumentRepository(session).all(vault_id)
    read = [DocumentRead.of(document, resources.catalogue) for document in documents]
    return DocumentsExport(documents=[document.model_dump(mode="json") for document in read])


@router.get("/documents/{document_id}/file")
async def send_document_file(
    _caller: Caller, document_id: UUID, session: ReadSession, resources: DocumentApp
) -> StreamingResponse:
    document = await DocumentRepository(session).get(document_id)
    try:
        size = await resources.storage.size(document.storage_key)
    except FileMissing as error:
        raise DocumentNotFound from error
    blocks = resources.storage.read(document.storage_key)
    return StreamingResponse(blocks, media_type=document.content_type, headers={"Content-Length": str(size)})
