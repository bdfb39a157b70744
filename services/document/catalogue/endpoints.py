"""The catalogue's routes: public, and the same for everybody."""

from uuid import UUID

from fastapi import APIRouter, Depends

from services.document.catalogue.schemas import DocumentIndex, DocumentTypeList, DocumentTypeRead, IndexEntry
from services.document.documents.dependencies import DocumentApp
from services.document.documents.errors import DocumentTypeNotFound
from shared.auth.dependencies import LimitedByAddress
from shared.errors import TooManyRequests, describe

router = APIRouter(prefix="/api/v1", tags=["catalogue"], dependencies=[Depends(LimitedByAddress("catalogue", 600))])


@router.get("/document-types", responses=describe(TooManyRequests))
async def list_document_types(resources: DocumentApp) -> DocumentTypeList:
    """All document types with the fields that are read from each."""
    types = [DocumentTypeRead.model_validate(kind) for kind in resources.catalogue.types]
    return DocumentTypeList(document_types=types)


@router.get("/document-types/{id}", responses=describe(DocumentTypeNotFound, TooManyRequests))
async def get_document_type(id: UUID, resources: DocumentApp) -> DocumentTypeRead:  # noqa: A002 - the published name
    """One document type by its id."""
    kind = resources.catalogue.by_id(id)
    if kind is None:
        raise DocumentTypeNotFound
    return DocumentTypeRead.model_validate(kind)


@router.get("/document-index", responses=describe(TooManyRequests))
async def list_document_index(resources: DocumentApp) -> DocumentIndex:
    """The classification index: codes, names and aliases."""
    return DocumentIndex(document_index=[IndexEntry.model_validate(kind) for kind in resources.catalogue.types])


@router.get("/document-index/{code}", responses=describe(DocumentTypeNotFound, TooManyRequests))
async def get_index_entry(code: str, resources: DocumentApp) -> IndexEntry:
    """One entry of the classification index by its code, in any case."""
    kind = resources.catalogue.find(code)
    if kind is None:
        raise DocumentTypeNotFound
    return IndexEntry.model_validate(kind)
