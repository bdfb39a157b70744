"""Tables of the workflow service."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db.columns import EAGER, TYPES, Created, Identified, Timestamped, schema_metadata


class Base(DeclarativeBase):
    metadata = schema_metadata("workflow")
    type_annotation_map = TYPES
    __mapper_args__ = EAGER


class UsedTemplate(Created, Base):
    """A template as it was when the first execution of it began; its id changes with its content."""

    __tablename__ = "templates"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[int]
    definition: Mapped[dict[str, Any]]


class Execution(Identified, Timestamped, Base):
    """A workflow under way in a vault. `awaited` are the types of events that its template waits for."""

    __tablename__ = "executions"
    __table_args__ = (
        Index("ix_executions_vault_id_created_at_id", "vault_id", "created_at", "id"),
        Index("ix_executions_awaited", "awaited", postgresql_using="gin"),
    )

    template_id: Mapped[UUID] = mapped_column(ForeignKey(UsedTemplate.id), index=True)
    workflow_name: Mapped[str]
    vault_id: Mapped[UUID]
    starter_kind: Mapped[str]
    starter_id: Mapped[UUID] = mapped_column(index=True)
    status: Mapped[str]
    context: Mapped[dict[str, Any]]
    awaited: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    error: Mapped[str | None]
    paused_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class StepExecution(Identified, Created, Base):
    """A step that an execution has come to: once at most, as no template goes round in a circle.

    `wake_at` is when the engine looks at it again, and `timeout_at` when its waiting ends whatever is tried meanwhile;
    `due_at` is when `assignee`, or else whoever began all, should have done it.
    """

    __tablename__ = "step_executions"
    __table_args__ = (
        UniqueConstraint("execution_id", "key"),
        Index("ix_step_executions_wake_at", "wake_at", postgresql_where=text("status in ('waiting', 'running')")),
        Index(
            "ix_step_executions_due_at",
            "due_at",
            postgresql_where=text("status = 'waiting' and escalated_at is null"),
        ),
    )

    execution_id: Mapped[UUID] = mapped_column(ForeignKey(Execution.id, ondelete="CASCADE"))
    key: Mapped[str]
    type: Mapped[str]
    status: Mapped[str]
    output: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    error: Mapped[str | None]
    assignee: Mapped[str | None]
    arrivals: Mapped[int] = mapped_column(default=0, server_default="0")
    due_at: Mapped[datetime | None]
    wake_at: Mapped[datetime | None]
    timeout_at: Mapped[datetime | None]
    is_legal_deadline: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    escalated_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ReceivedEvent(Created, Base):
    """An event for an execution, kept until a step waits for it."""

    __tablename__ = "received_events"

    execution_id: Mapped[UUID] = mapped_column(ForeignKey(Execution.id, ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    event_type: Mapped[str]
    payload: Mapped[dict[str, Any]]
    consumed_by: Mapped[UUID | None]


class Notice(Identified, Created, Base):
    """A mail to `recipient`, or else to whoever began the execution, sent once and asked for last at `asked_at`."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_asked_at", "asked_at", postgresql_where=text("sent_at is null")),)

    execution_id: Mapped[UUID] = mapped_column(ForeignKey(Execution.id, ondelete="CASCADE"), index=True)
    recipient: Mapped[str | None]
    subject: Mapped[str]
    text: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]


class HistoryEntry(Identified, Created, Base):
    """Something that happened to an execution."""

    __tablename__ = "history"

    execution_id: Mapped[UUID] = mapped_column(ForeignKey(Execution.id, ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    step_key: Mapped[str | None]
    actor_kind: Mapped[str | None]
    actor_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]]
