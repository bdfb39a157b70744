"""Typed filters on the wire."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StrictFloat, StrictInt, StrictStr, StringConstraints, model_validator

from services.document.documents.schemas import DocumentRead
from shared.schemas import Body, Schema

Operand = Annotated[StrictStr, StringConstraints(max_length=300)] | StrictInt | StrictFloat


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]
"""One without a zone, or a mere date, is taken in UTC."""


class Comparison(Body):
    """What the value of a field must be; where several are given, all of it."""

    eq: Operand | None = None
    lt: Operand | None = None
    lte: Operand | None = None
    gt: Operand | None = None
    gte: Operand | None = None
    in_: list[Operand] | None = Field(None, alias="in", min_length=1, max_length=100)

    @property
    def operands(self) -> dict[str, list[Operand]]:
        """Operator to what it compares with."""
        given = {name.rstrip("_"): getattr(self, name) for name in type(self).model_fields}
        return {
            name: value if isinstance(value, list) else [value] for name, value in given.items() if value is not None
        }

    @model_validator(mode="after")
    def _compare_with_something(self) -> "Comparison":
        if not self.operands:
            message = "send one of eq, lt, lte, gt, gte and in"
            raise ValueError(message)
        return self


class Prefilter(Body):
    """Everything that is given must hold."""

    document_types: list[str] | None = Field(None, max_length=200, description="Codes of the catalogue, in any case.")
    uploaded_after: Moment | None = Field(None, description="At that moment or after it.")
    uploaded_before: Moment | None = Field(None, description="Before that moment.")
    metadata: dict[str, Comparison] = Field(
        default_factory=dict,
        max_length=20,
        description="Field of the catalogue to what its value must be. Dates (`YYYY-MM-DD`) and numbers know every "
        "operator; texts know `eq` and `in`, in any case.",
        examples=[{"expiration_date": {"lt": "2030-01-15"}}],
    )
    query: str | None = Field(
        None, min_length=1, max_length=200, description="Words that stand together in the text, or a part of the name."
    )
    limit: int = Field(100, ge=1, le=1000, description="Documents at most; `count` and `facets` are of all.")


class Facets(Schema):
    """How many of the matching documents have each value; those without one are in none."""

    document_types: dict[str, int] = Field(examples=[{"PASSPORT": 2}])
    statuses: dict[str, int] = Field(examples=[{"processed": 2}])
    languages: dict[str, int] = Field(examples=[{"en": 2}])
    years: dict[str, int] = Field(description="Of the upload, in UTC.", examples=[{"2026": 2}])


class PrefilterAnswer(Schema):
    """The documents that match, newest first."""

    document_ids: list[UUID]
    documents: list[DocumentRead]
    count: int
    facets: Facets
