"""The route for a person's word."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.document.documents.dependencies import DocumentApp, EditedDocument
from services.document.documents.errors import DocumentNotFound, DocumentTypeNotFound
from services.document.documents.schemas import DocumentAnswer, DocumentRead
from services.document.review.errors import TypesDisagree, ValueRefused
from services.document.review.schemas import Classification
from services.document.review.service import ReviewService
from shared.errors import GUARDED, describe

router = APIRouter(prefix="/api/v1", tags=["documents"])


@router.patch(
    "/documents/{document_id}/classify",
    responses=describe(*GUARDED, DocumentNotFound, DocumentTypeNotFound, TypesDisagree, ValueRefused),
)
async def classify_document(
    edited: EditedDocument,
    said: Classification,
    review: Annotated[ReviewService, Depends()],
    resources: DocumentApp,
) -> DocumentAnswer:
    """Say what a document is, and what stands in it. A person's word wins, with confidence 1, and stays.

    The other fields of the type are read again in the background: a processed document is `processing` until then.
    Values are normalised as read ones are: dates to `YYYY-MM-DD`, countries to their codes.
    """
    document = await review.classify(edited.who, edited.document, said)
    return DocumentAnswer(document=DocumentRead.of(document, resources.catalogue))
