"""Documents on the wire."""

from typing import Any, Literal, Self
from uuid import UUID

from pydantic import Field

from services.document.catalogue.catalogue import Catalogue
from services.document.classification.schemas import ClassificationRead
from services.document.extraction.schemas import WarningRead
from services.document.models import Document, Status
from shared.evidence import Box
from shared.pagination import Pagination
from shared.schemas import Body, Schema, Timestamp


class FieldRead(Schema):
    """Where a value was read, and how sure that is."""

    value: str
    confidence: float = Field(ge=0, le=1)
    page: int | None = Field(description="Null where a person said it and it was not read anywhere.")
    box: Box | None = Field(description="`[x0, y0, x1, y1]` in fractions of the page.")
    method: Literal["mrz", "text", "ocr", "llm", "user"]
    verified: bool = Field(description="True only where check digits agree.")
    printed: str | None = Field(None, description="What stands on the page, where it was read from print.")


class DocumentRead(Schema):
    """A document and what was read in it."""

    id: UUID
    vault_id: UUID
    filename: str
    content_type: str
    size_bytes: int
    sha256: str
    page_count: int | None
    language: str | None = Field(description="ISO 639-1.")
    document_type_id: UUID | None
    document_type_code: str | None
    document_type_name: str | None
    classification_confidence: float | None
    classification: ClassificationRead | None = Field(None, description="Why it has its type, once that is known.")
    status: Status
    error: str | None = Field(description="Why processing failed.")
    metadata: dict[str, str] = Field(examples=[{"expiration_date": "2030-01-15"}])
    metadata_details: dict[str, FieldRead]
    warnings: list[WarningRead] = Field(default_factory=list, description="Values that can't all be right.")
    uploaded_by: UUID
    created_at: Timestamp
    processed_at: Timestamp | None

    @classmethod
    def of(cls, document: Document, catalogue: Catalogue, **more: Any) -> Self:
        kind = catalogue.by_code(document.document_type_code) if document.document_type_code else None
        # The database keeps no order of keys: they come as the type lists them.
        known = [field.name for field in kind.fields] if kind else []
        details: dict[str, Any] = dict(
            sorted(
                document.metadata_details.items(),
                key=lambda item: known.index(item[0]) if item[0] in known else len(known),
            )
        )
        return cls.model_validate(
            {
                **{name: getattr(document, name) for name in cls.model_fields if hasattr(document, name)},
                "document_type_id": kind.id if kind else None,
                "document_type_name": kind.name if kind else None,
                "classification": ClassificationRead.of_kept(
                    document.classification, kind.code if kind and document.is_type_chosen else None
                ),
                "warnings": WarningRead.about(details, kind, document.created_at.date()),
                "metadata_details": details,
                "metadata": {name: field["value"] for name, field in details.items()},
                **more,
            }
        )


class DocumentAnswer(Schema):
    """One document."""

    document: DocumentRead


class MoveTo(Body):
    """Where a document is to go."""

    target_vault_id: UUID


class UploadAnswer(DocumentAnswer):
    """The document that was made, or the one that already holds these bytes."""

    duplicate: bool = Field(description="True where the vault already had these bytes: nothing was added.")


class BatchDocument(DocumentRead):
    """A document of a batch."""

    duplicate: bool = Field(description="True where the vault, or the batch before this file, had these bytes already.")


class BatchError(Schema):
    """A file that did not become a document."""

    filename: str
    detail: str = Field(examples=["The file is empty"])


class BatchAnswer(Schema):
    """What became of the files, each list in their order."""

    documents: list[BatchDocument]
    errors: list[BatchError]


class DocumentList(Schema):
    """A page of documents."""

    documents: list[DocumentRead]
    pagination: Pagination
