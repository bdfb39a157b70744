"""Tables of the immigration service."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db.columns import EAGER, TYPES, Created, Identified, Timestamped, schema_metadata


class Base(DeclarativeBase):
    metadata = schema_metadata("immigration")
    type_annotation_map = TYPES
    __mapper_args__ = EAGER


class Person(Identified, Timestamped, Base):
    """Somebody whose status is followed, for the account or the organization that is `owner_id`.

    `numbers` are sealed together; `number_digests` are keyed digests of each, to find somebody by the exact number.
    """

    __tablename__ = "persons"
    __table_args__ = (
        UniqueConstraint("owner_id", "external_id"),
        Index("ix_persons_owner_id_created_at_id", "owner_id", "created_at", "id"),
        Index("ix_persons_number_digests", "number_digests", postgresql_using="gin"),
    )

    owner_id: Mapped[UUID]
    organization_id: Mapped[UUID | None]
    first_name: Mapped[str]
    middle_name: Mapped[str | None]
    last_name: Mapped[str]
    email: Mapped[str | None]
    date_of_birth: Mapped[date | None]
    nationalities: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default=text("'{}'"))
    country_of_birth: Mapped[str | None]
    employer: Mapped[str | None]
    external_id: Mapped[str | None]
    numbers: Mapped[bytes | None]
    number_digests: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary()), server_default=text("'{}'"))


class Status(Identified, Timestamped, Base):
    """A status or a paper of a person, for some time. Without an end: open, or not known."""

    __tablename__ = "statuses"
    __table_args__ = (
        Index("ix_statuses_person_id_created_at_id", "person_id", "created_at", "id"),
        Index("ix_statuses_number_digest", "number_digest"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"))
    status_type: Mapped[str]
    status_code: Mapped[str | None]
    country: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    is_current: Mapped[bool]
    source_document_id: Mapped[UUID | None]
    notes: Mapped[str | None]
    number: Mapped[bytes | None]
    number_digest: Mapped[bytes | None]


class ComplianceEvent(Identified, Created, Base):
    """Something that happened to a person, or is planned; `details` are what its type has to say beside the day."""

    __tablename__ = "compliance_events"
    __table_args__ = (Index("ix_compliance_events_person_id_created_at_id", "person_id", "created_at", "id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"))
    event_type: Mapped[str]
    event_date: Mapped[date]
    description: Mapped[str | None]
    details: Mapped[dict[str, Any]]


class RaisedStep(Created, Base):
    """A step of a warning that was raised: days before `due_date`, or -1 after it. A new due date begins anew."""

    __tablename__ = "raised_steps"

    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    due_date: Mapped[date] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
