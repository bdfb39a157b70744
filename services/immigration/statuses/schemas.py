"""Statuses on the wire."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from services.immigration.models import Status
from services.immigration.numbers.masking import masked
from services.immigration.numbers.rows import numbers_of
from services.immigration.numbers.sealing import Sealer
from services.immigration.statuses.types import StatusCode, StatusType
from shared.pagination import Pagination
from shared.personal import State
from shared.schemas import Body, Schema, Timestamp

NUMBER = "document_number"
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
DocumentNumber = Annotated[str, StringConstraints(min_length=2, max_length=40)]


class StatusWrite(Body):
    """What can be said of a status. `valid_until` is empty for one without a fixed end, such as an I-94 with D/S."""

    status_code: StatusCode | None = Field(None, description="Narrows the type.", examples=["OPT_STEM"])
    country: State | None = Field(None, description="Whose it is: the issuing state of a passport.")
    document_number: DocumentNumber | None = Field(None, description="Sealed at rest and masked in lists.")
    valid_from: Day | None = None
    valid_until: Day | None = None
    source_document_id: UUID | None = Field(None, description="The document that it was taken from.")
    notes: Annotated[str, StringConstraints(max_length=2000)] | None = None

    @model_validator(mode="after")
    def end_after_beginning(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            message = "valid_until is before valid_from"
            raise ValueError(message)
        return self


class StatusCreate(StatusWrite):
    """A status that the person has or had."""

    status_type: StatusType
    is_current: bool = Field(
        default=True, description="A current one takes the place of the current one of its type and country."
    )


class StatusUpdate(StatusWrite):
    """What is left out stays as it is; null empties."""

    status_type: StatusType = Field(default=StatusType.OTHER, validate_default=False)
    is_current: bool = False


class StatusRead(Schema):
    """A status."""

    id: UUID
    person_id: UUID
    status_type: StatusType
    status_code: StatusCode | None
    country: str | None
    document_number: str | None
    valid_from: date | None
    valid_until: date | None
    is_current: bool
    source_document_id: UUID | None
    notes: str | None
    created_at: Timestamp
    updated_at: Timestamp

    @classmethod
    def of(cls, status: Status, sealer: Sealer) -> Self:
        return cls._made(status, numbers_of(sealer, status).get(NUMBER))

    @classmethod
    def masked(cls, status: Status, sealer: Sealer) -> Self:
        return cls._made(status, masked(numbers_of(sealer, status).get(NUMBER)))

    @classmethod
    def _made(cls, status: Status, number: str | None) -> Self:
        own = {name: getattr(status, name) for name in cls.model_fields if name != NUMBER}
        return cls.model_validate(own | {NUMBER: number})


class StatusList(Schema):
    """A page of statuses, newest first; numbers are masked."""

    statuses: list[StatusRead]
    pagination: Pagination
