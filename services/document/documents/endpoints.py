"""Routes for documents."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.document.access import Uploader, ViewedVault
from services.document.documents.delivery import Delivery
from services.document.documents.dependencies import DocumentApp, DownloadedDocument, EditedDocument, ViewedDocument
from services.document.documents.errors import (
    BATCH_ERRORS,
    DOWNLOAD_ERRORS,
    UPLOAD_ERRORS,
    BeingProcessed,
    CopyInTarget,
    DocumentNotFound,
)
from services.document.documents.files import FILE_ANSWER
from services.document.documents.forms import BATCH_FORM, UploadedBatch, UploadedForm
from services.document.documents.repository import DocumentFilter, DocumentRepository, DocumentSort
from services.document.documents.schemas import (
    BatchAnswer,
    BatchDocument,
    BatchError,
    DocumentAnswer,
    DocumentList,
    DocumentRead,
    MoveTo,
    UploadAnswer,
)
from services.document.documents.service import DocumentService
from services.document.documents.uploads import Refused, Uploaded, UploadService
from services.document.models import Status
from shared.auth.vault_access import Access, VaultNotFound
from shared.db.session import ReadSession
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page
from shared.schemas import UPLOAD_FORM, Success

router = APIRouter(prefix="/api/v1", tags=["documents"], route_class=IdempotentRoute)


@router.post(
    "/vaults/{vault_id}/documents/upload",
    status_code=201,
    openapi_extra=UPLOAD_FORM,
    responses=describe(*GUARDED, *UPLOAD_ERRORS),
)
async def upload_document(
    vault_id: UUID,
    who: Uploader,
    form: UploadedForm,
    uploads: Annotated[UploadService, Depends()],
    resources: DocumentApp,
) -> UploadAnswer:
    """Upload a file to a vault; it is read, classified and indexed in the background.

    The type is decided from the content: PDF, PNG, JPEG, TIFF, WebP, HEIC, DOCX or plain text. The same bytes again
    in the same vault answer the document that has them, with `duplicate: true`.
    """
    uploaded = await uploads.upload(vault_id, who, form)
    document = DocumentRead.of(uploaded.document, resources.catalogue)
    return UploadAnswer(document=document, duplicate=uploaded.duplicate)


@router.post(
    "/vaults/{vault_id}/documents/upload-batch",
    status_code=201,
    openapi_extra=BATCH_FORM,
    responses=describe(*GUARDED, *BATCH_ERRORS),
)
async def upload_batch(
    vault_id: UUID,
    who: Uploader,
    batch: UploadedBatch,
    uploads: Annotated[UploadService, Depends()],
    resources: DocumentApp,
) -> BatchAnswer:
    """Upload up to 50 files at once, as `files` or as repeated `file`.

    Each file is taken or refused by itself, as a single upload would be: what is wrong with one is said under
    `errors` and loses none of the others.
    """
    outcomes = await uploads.upload_all(vault_id, who, batch)
    return BatchAnswer(
        documents=[
            BatchDocument.of(each.document, resources.catalogue, duplicate=each.duplicate)
            for each in outcomes
            if isinstance(each, Uploaded)
        ],
        errors=[BatchError.model_validate(each) for each in outcomes if isinstance(each, Refused)],
    )


@router.get("/vaults/{vault_id}/documents", responses=describe(*GUARDED, VaultNotFound, InvalidCursor))
async def list_documents(
    vault: ViewedVault,
    page: Page,
    session: ReadSession,
    resources: DocumentApp,
    search: Annotated[str | None, Query(max_length=200, description="In OCR text and file name, any case.")] = None,
    document_type: Annotated[str | None, Query(max_length=50, description="A code of the catalogue.")] = None,
    status: Annotated[Status | None, Query()] = None,
    sort: Annotated[DocumentSort, Query(description="`-` is descending.")] = DocumentSort.NEWEST,
) -> DocumentList:
    """The documents of a vault."""
    narrowed = DocumentFilter(search, document_type.upper() if document_type else None, status)
    documents, pagination = await DocumentRepository(session).page(vault.vault_id, narrowed, sort, page)
    read = [DocumentRead.of(document, resources.catalogue) for document in documents]
    return DocumentList(documents=read, pagination=pagination)


@router.get("/documents/{document_id}", responses=describe(*GUARDED, DocumentNotFound))
async def get_document(seen: ViewedDocument, resources: DocumentApp) -> DocumentAnswer:
    """One document, with what was read in it and where."""
    return DocumentAnswer(document=DocumentRead.of(seen.document, resources.catalogue))


@router.delete("/documents/{document_id}", responses=describe(*GUARDED, DocumentNotFound))
async def delete_document(edited: EditedDocument, documents: Annotated[DocumentService, Depends()]) -> Success:
    """Delete a document with its file, text and search index."""
    await documents.delete(edited.who, edited.document)
    return Success()


@router.post("/documents/{document_id}/reprocess", responses=describe(*GUARDED, DocumentNotFound, BeingProcessed))
async def reprocess_document(
    edited: EditedDocument, documents: Annotated[DocumentService, Depends()], resources: DocumentApp
) -> DocumentAnswer:
    """Read a processed or failed document anew, from its file on.

    What people said about it stays. Until the new text is indexed, searches find the old one; its pages and fields
    follow as they are read.
    """
    document = await documents.reprocess(edited.document)
    return DocumentAnswer(document=DocumentRead.of(document, resources.catalogue))


@router.post(
    "/documents/{document_id}/move", responses=describe(*GUARDED, DocumentNotFound, VaultNotFound, CopyInTarget)
)
async def move_document(
    edited: EditedDocument,
    to: MoveTo,
    control: Access,
    documents: Annotated[DocumentService, Depends()],
    resources: DocumentApp,
) -> DocumentAnswer:
    """Move a document to another vault, with everything that was read in it; at any time, also while it is read.

    Needs the permission to edit here and to upload there. What was shared or forwarded of it ends. A document that
    is in the target already stays there as it is.
    """
    await control.require(to.target_vault_id, edited.who, "upload")
    document = await documents.move(edited.who, edited.document, to.target_vault_id)
    return DocumentAnswer(document=DocumentRead.of(document, resources.catalogue))


@router.get(
    "/documents/{document_id}/download",
    response_class=Response,
    responses=FILE_ANSWER | describe(*GUARDED, *DOWNLOAD_ERRORS),
)
async def download_document(seen: DownloadedDocument, delivery: Annotated[Delivery, Depends()]) -> Response:
    """The file as an attachment. Knows `Range`, `If-Range` and `If-None-Match`."""
    return await delivery.download(seen)


@router.get(
    "/documents/{document_id}/view",
    response_class=Response,
    responses=FILE_ANSWER | describe(*GUARDED, *DOWNLOAD_ERRORS),
)
async def view_document(seen: ViewedDocument, delivery: Annotated[Delivery, Depends()]) -> Response:
    """The file to be shown in place. Knows `Range`, `If-Range` and `If-None-Match`."""
    return await delivery.view(seen)
