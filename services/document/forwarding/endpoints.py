"""Routes for forwarding documents, and for those who were sent some."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.document.documents.delivery import Delivery
from services.document.documents.errors import DocumentNotFound, DownloadsUsedUp, RangeNotSatisfiable
from services.document.documents.files import FILE_ANSWER
from services.document.forwarding.dependencies import ForwardedDocument, Sender, limit_forwards
from services.document.forwarding.errors import ForwardNotFound, LinkExpired, LinkNotFound
from services.document.forwarding.schemas import ForwardCreate, ForwardRead
from services.document.forwarding.service import ForwardService
from shared.auth.dependencies import LimitedByAddress
from shared.errors import GUARDED, TooManyRequests, Unavailable, describe
from shared.idempotency import IdempotentRoute
from shared.schemas import Success

router = APIRouter(prefix="/api/v1", tags=["forwarding"], route_class=IdempotentRoute)

Forwards = Annotated[ForwardService, Depends()]


@router.post(
    "/documents/forward",
    dependencies=[Depends(limit_forwards)],
    responses=describe(*GUARDED, DocumentNotFound),
)
async def forward_documents(who: Sender, wanted: ForwardCreate, forwards: Forwards) -> ForwardRead:
    """Send documents on by mail: each recipient gets a link of their own to each document.

    The documents may be of different vaults; the caller needs the permission to download each. A link ends when it
    expires, when its document is deleted or moved, and when the sender may not download the document any more. Each
    download through one stands in the activity of the vault.
    """
    forward, emails = await forwards.send(who, wanted)
    return ForwardRead(
        forward_id=forward.id,
        forwarded=len(set(wanted.document_ids)),
        recipients=emails,
        expires_at=forward.expires_at,
    )


@router.delete("/documents/forward/{forward_id}", responses=describe(*GUARDED, ForwardNotFound))
async def end_forward(who: Sender, forward_id: UUID, forwards: Forwards) -> Success:
    """End the links of a forward at once. Only whoever sent it can."""
    await forwards.end(who, forward_id)
    return Success()


@router.get(
    "/public/forwarded/{token}",
    response_class=Response,
    dependencies=[Depends(LimitedByAddress("forwarded", 120))],
    responses=FILE_ANSWER
    | describe(LinkNotFound, LinkExpired, DownloadsUsedUp, RangeNotSatisfiable, TooManyRequests, Unavailable),
)
async def download_forwarded_document(seen: ForwardedDocument, delivery: Annotated[Delivery, Depends()]) -> Response:
    """The file behind a forwarded link, as an attachment. Asks for nothing but the link."""
    return await delivery.download(seen)
