"""Deliveries on the wire."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from shared.pagination import Pagination
from shared.schemas import Body, Schema, Timestamp


class DeliveryStatus(StrEnum):
    """`failed`: no further attempt is made, unless somebody asks for it."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class DeliveryRead(Schema):
    """An event on its way to a webhook."""

    id: UUID
    event_id: UUID
    webhook_id: UUID
    status: DeliveryStatus
    attempts: int
    last_status_code: int | None
    last_error: str | None
    next_attempt_at: Timestamp | None
    created_at: Timestamp
    finished_at: Timestamp | None


class AttemptRead(Schema):
    """A request and what came of it; `response` is the beginning of the answer's body."""

    number: int
    started_at: Timestamp
    duration_ms: int
    status_code: int | None
    error: str | None
    response: str | None


class DeliveryDetails(DeliveryRead):
    """A delivery with its attempts, the first one first. One that a crash has broken off is only counted."""

    log: list[AttemptRead]


class DeliveryList(Schema):
    """A page of deliveries, newest first."""

    deliveries: list[DeliveryRead]
    pagination: Pagination


class Replay(Body):
    """Which events are sent again: those that happened from `since` until `until`."""

    since: Timestamp | None = None
    until: Timestamp | None = None
    only_failed: bool = Field(
        default=True,
        description="Else all that the webhook wants, also from before it and from while it was off.",
    )


class Replayed(Schema):
    """How many are on their way again."""

    replayed: int


class TestResult(Schema):
    """What came of a test event, which is sent once and stands in no list."""

    event_id: UUID
    delivered: bool
    status_code: int | None
    error: str | None
    response: str | None
    duration_ms: int
