"""The overview on the wire."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, field_validator

from services.document.models import Status
from shared.pagination import Pagination
from shared.schemas import Schema


class DocumentMetadata(Schema):
    """A document with the values of its fields."""

    id: UUID
    filename: str
    document_type_code: str | None
    status: Status
    metadata: dict[str, str] = Field(examples=[{"expiration_date": "2030-01-15"}])

    @field_validator("metadata", mode="before")
    @classmethod
    def _flatten(cls, details: dict[str, Any]) -> dict[str, Any]:
        return {name: value["value"] for name, value in details.items()}


class Expiring(Schema):
    """A date after which a document is worth less, or by which something has to be done."""

    document_id: UUID
    filename: str
    document_type_code: str
    field: str = Field(examples=["expiration_date"])
    kind: Literal["expires", "due"] = Field(description="Whether the document ends then, or something is due.")
    date: date
    days_left: int = Field(description="Negative where the date has passed.")


class Summary(Schema):
    """Of the whole vault, whatever the page."""

    total: int
    by_type: dict[str, int] = Field(description="By code; without those that have no type yet.")
    by_status: dict[str, int]
    expiring: list[Expiring] = Field(description="The soonest 500, what has passed included.")


class MetadataOverview(Schema):
    """A page of documents, newest first, and what the vault holds as a whole."""

    documents: list[DocumentMetadata]
    summary: Summary
    pagination: Pagination
