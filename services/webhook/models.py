"""Tables of the webhook service."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db.columns import EAGER, TYPES, Created, Identified, schema_metadata

PENDING = text("status = 'pending'")


class Base(DeclarativeBase):
    metadata = schema_metadata("webhook")
    type_annotation_map = TYPES
    __mapper_args__ = EAGER


class Webhook(Identified, Created, Base):
    """An address that an organization's events are sent to.

    The secrets are encrypted. `failures` are those since the last success, the first of them at `failing_since`; from
    some number of them on nothing is sent before `paused_until`, and then one delivery as a probe.
    """

    __tablename__ = "webhooks"
    __table_args__ = (Index("ix_webhooks_organization_id_created_at_id", "organization_id", "created_at", "id"),)

    organization_id: Mapped[UUID]
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    description: Mapped[str | None]
    signature: Mapped[str]
    secret: Mapped[bytes]
    previous_secret: Mapped[bytes | None]
    previous_until: Mapped[datetime | None]
    status: Mapped[str]
    disabled_reason: Mapped[str | None]
    disabled_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    created_by_kind: Mapped[str]
    created_by_id: Mapped[UUID]
    updated_at: Mapped[datetime]


class Event(Created, Base):
    """A fact, once for each organization that it concerns; `about` are the accounts that it says something of."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_organization_id_created_at_id", "organization_id", "created_at", "id"),
        Index("ix_events_created_at", "created_at"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str]
    occurred_at: Mapped[datetime]
    data: Mapped[dict[str, Any]]
    about: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), server_default=text("'{}'"))


class Delivery(Identified, Created, Base):
    """An event on its way to a webhook. It is due at `next_attempt_at`.

    Whoever sends it counts the attempt first and puts `next_attempt_at` to when it is given up for lost: should the
    process die, the delivery is due again then.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        ForeignKeyConstraint(["organization_id", "event_id"], [Event.organization_id, Event.id], ondelete="CASCADE"),
        UniqueConstraint("webhook_id", "event_id"),
        Index("ix_deliveries_webhook_id_created_at_id", "webhook_id", "created_at", "id"),
        Index("ix_deliveries_organization_id_event_id", "organization_id", "event_id"),
        Index("ix_deliveries_due", "webhook_id", "next_attempt_at", postgresql_where=PENDING),
    )

    organization_id: Mapped[UUID]
    event_id: Mapped[UUID]
    webhook_id: Mapped[UUID] = mapped_column(ForeignKey(Webhook.id, ondelete="CASCADE"))
    status: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    last_status_code: Mapped[int | None]
    last_error: Mapped[str | None]
    finished_at: Mapped[datetime | None]


class Attempt(Identified, Base):
    """One request of a delivery and what came of it; `response` are the first characters of the answer."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_delivery_id", "delivery_id"),)

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey(Delivery.id, ondelete="CASCADE"))
    number: Mapped[int]
    started_at: Mapped[datetime]
    duration_ms: Mapped[int]
    status_code: Mapped[int | None]
    error: Mapped[str | None]
    response: Mapped[str | None]
