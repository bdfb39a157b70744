"""Routes for people who have a share token and no account: the twins of upload and download."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.document.access import ShareHolder
from services.document.documents.delivery import Delivery
from services.document.documents.dependencies import DocumentApp, DownloadedDocument
from services.document.documents.errors import DOWNLOAD_ERRORS, UPLOAD_ERRORS, DownloadsUsedUp
from services.document.documents.files import FILE_ANSWER
from services.document.documents.forms import UploadedForm
from services.document.documents.schemas import DocumentRead, UploadAnswer
from services.document.documents.uploads import UploadService
from shared.errors import GUARDED, describe
from shared.idempotency import IdempotentRoute
from shared.schemas import UPLOAD_FORM

router = APIRouter(prefix="/api/v1/public", tags=["share links"], route_class=IdempotentRoute)


@router.post(
    "/vaults/{vault_id}/documents/upload",
    status_code=201,
    openapi_extra=UPLOAD_FORM,
    responses=describe(*GUARDED, *UPLOAD_ERRORS, DownloadsUsedUp),
)
async def upload_to_shared_vault(
    vault_id: UUID,
    holder: ShareHolder,
    form: UploadedForm,
    uploads: Annotated[UploadService, Depends()],
    resources: DocumentApp,
) -> UploadAnswer:
    """Upload a file to a vault by a share that permits it."""
    uploaded = await uploads.upload(vault_id, holder, form)
    return UploadAnswer(document=DocumentRead.of(uploaded.document, resources.catalogue), duplicate=uploaded.duplicate)


@router.get(
    "/documents/{document_id}/download",
    response_class=Response,
    responses=FILE_ANSWER | describe(*GUARDED, *DOWNLOAD_ERRORS),
)
async def download_shared_document(
    _holder: ShareHolder, seen: DownloadedDocument, delivery: Annotated[Delivery, Depends()]
) -> Response:
    """The file as an attachment, by a share that permits it; also where a `download-url` leads."""
    return await delivery.download(seen)
