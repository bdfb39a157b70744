"""Documents of a person on the wire. Numbers are masked; who may see them opens the document, or the status."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.immigration.documents.proposing import Decision
from services.immigration.statuses.schemas import StatusWrite
from services.immigration.statuses.types import StatusCode, StatusType
from shared.evidence import Box
from shared.pagination import Pagination
from shared.schemas import Body, Schema, Timestamp


class PersonDocumentLink(Body):
    """A document that is about the person."""

    document_id: UUID
    purpose: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = Field(
        None, description="What it is kept for.", examples=["Form I-9"]
    )


class ProposalAcceptance(StatusWrite):
    """What is to be entered otherwise than proposed; nothing takes it as it is, null empties."""

    status_type: StatusType | None = None
    is_current: bool | None = Field(None, description="Else: unless one of its type and country runs longer.")


class EvidenceRead(Schema):
    """Where a part of the status was read; `page` and `box` are null where a person has said it."""

    document_field: str
    value: str
    confidence: float
    verified: bool
    page: int | None
    box: Box | None


class ProposedStatus(Schema):
    """The status, as far as it was read."""

    status_type: StatusType
    status_code: StatusCode | None
    country: str | None
    document_number: str | None
    valid_from: date | None
    valid_until: date | None


class ProposalRead(Schema):
    """A status that the document proposes. It counts once it is accepted."""

    decision: Decision
    status: ProposedStatus
    evidence: dict[str, EvidenceRead] = Field(description="By the fields of the status.")
    problems: dict[str, str] = Field(description="What was read and can't be, by the fields of the status.")
    status_id: UUID | None = Field(description="The status that was made of it, or is about the same paper.")


class ConflictRead(Schema):
    """What the document says otherwise than the record; of a status where `status_id` names it."""

    field: str
    document: str
    record: str
    status_id: UUID | None


class PersonDocumentRead(Schema):
    """A document that is about a person."""

    id: UUID
    person_id: UUID
    document_id: UUID
    vault_id: UUID
    filename: str
    purpose: str | None
    document_type_code: str | None
    processing: Literal["processing", "processed", "failed"]
    proposal: ProposalRead | None = Field(description="Null as long as nothing was read that makes a status.")
    conflicts: list[ConflictRead]
    created_at: Timestamp


class PersonDocumentList(Schema):
    """A page of documents, newest first. Those in vaults that the caller can't view are left out."""

    documents: list[PersonDocumentRead]
    pagination: Pagination
