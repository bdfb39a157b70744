"""Routes for the documents of a person."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends

from services.immigration.access import Reader, Writer
from services.immigration.documents.errors import AlreadyDecided, DocumentNotFound, NothingProposed
from services.immigration.documents.schemas import (
    PersonDocumentLink,
    PersonDocumentList,
    PersonDocumentRead,
    ProposalAcceptance,
)
from services.immigration.documents.service import PersonDocuments
from services.immigration.persons.errors import PersonNotFound
from services.immigration.resources import ImmigrationApp
from services.immigration.statuses.errors import EndsBeforeItBegins
from services.immigration.statuses.schemas import StatusRead
from shared.auth.dependencies import Requires
from shared.auth.scopes import Scope
from shared.errors import GUARDED, InvalidCursor, Unavailable, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page
from shared.schemas import Success

router = APIRouter(
    prefix="/api/v1/persons/{person_id}/documents",
    tags=["documents"],
    route_class=IdempotentRoute,
    dependencies=[Depends(Requires(Scope.DOCUMENTS_READ))],
)

ERRORS = (*GUARDED, PersonNotFound, DocumentNotFound, Unavailable)


@router.post("", status_code=201, responses=describe(*ERRORS))
async def link_document(
    keeper: Writer, person_id: UUID, data: PersonDocumentLink, documents: PersonDocuments
) -> PersonDocumentRead:
    """Link a document that is about the person; once it was read it may propose a status.

    Passports, visas, I-94s, I-797As, I-20s, DS-2019s, work permits, green cards and certificates of citizenship do.
    """
    return await documents.link(keeper, person_id, data)


@router.get("", responses=describe(*GUARDED, PersonNotFound, InvalidCursor, Unavailable))
async def list_person_documents(
    keeper: Reader, person_id: UUID, page: Page, documents: PersonDocuments
) -> PersonDocumentList:
    """Documents that are about the person, with what they propose and what they say otherwise than the record."""
    found, pagination = await documents.page(keeper, person_id, page)
    return PersonDocumentList(documents=found, pagination=pagination)


@router.get("/{document_id}", responses=describe(*ERRORS))
async def get_person_document(
    keeper: Reader, person_id: UUID, document_id: UUID, documents: PersonDocuments
) -> PersonDocumentRead:
    """One document that is about the person."""
    return await documents.get(keeper, person_id, document_id)


@router.delete("/{document_id}", responses=describe(*ERRORS))
async def unlink_document(keeper: Writer, person_id: UUID, document_id: UUID, documents: PersonDocuments) -> Success:
    """The document stays in its vault, and a status that was accepted stays in the record."""
    await documents.unlink(keeper, person_id, document_id)
    return Success()


@router.post("/{document_id}/accept", responses=describe(*ERRORS, NothingProposed, AlreadyDecided, EndsBeforeItBegins))
async def accept_proposal(
    keeper: Writer,
    person_id: UUID,
    document_id: UUID,
    documents: PersonDocuments,
    resources: ImmigrationApp,
    corrections: Annotated[ProposalAcceptance, Body(default_factory=ProposalAcceptance)],
) -> StatusRead:
    """Enter the status that the document proposes, with corrections if need be.

    A status about the same paper is brought up to date instead.
    """
    return StatusRead.of(await documents.accept(keeper, person_id, document_id, corrections), resources.sealer)


@router.post("/{document_id}/reject", responses=describe(*ERRORS, NothingProposed, AlreadyDecided))
async def reject_proposal(
    keeper: Writer, person_id: UUID, document_id: UUID, documents: PersonDocuments
) -> PersonDocumentRead:
    """Enter nothing. The document stays linked, and proposes anew only if something else is read in it."""
    return await documents.reject(keeper, person_id, document_id)
