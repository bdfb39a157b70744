"""Compliance events on the wire."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from services.immigration.rules.vocabulary import EventType
from services.immigration.statuses.schemas import Day
from shared.pagination import Pagination
from shared.schemas import Body, Schema, Timestamp


class ComplianceEventCreate(Body):
    """Something that happened, or is planned; docs/compliance.md says what `metadata` of which type holds."""

    event_type: EventType
    event_date: Day
    description: Annotated[str, StringConstraints(max_length=2000)] | None = None
    metadata: dict[str, Any] = Field(default_factory=dict, examples=[{"employer": "Northgate Labs"}])


class ComplianceEventRead(Schema):
    """A compliance event."""

    id: UUID
    person_id: UUID
    event_type: EventType
    event_date: date
    description: str | None
    metadata: dict[str, Any] = Field(validation_alias="details")
    created_at: Timestamp


class ComplianceEventList(Schema):
    """A page of compliance events, the latest day first."""

    compliance_events: list[ComplianceEventRead]
    pagination: Pagination
