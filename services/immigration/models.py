"""Tables of the immigration service."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint, func, text
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


class PersonDocument(Identified, Created, Base):
    """A document of a vault that is about a person. What was read in it is sealed; `read` is None until it was.

    `decision` is on the status that it proposes: open, accepted as `status_id`, or rejected.
    """

    __tablename__ = "person_documents"
    __table_args__ = (
        UniqueConstraint("person_id", "document_id"),
        Index("ix_person_documents_document_id", "document_id"),
        Index("ix_person_documents_vault_id", "vault_id"),
        Index("ix_person_documents_status_id", "status_id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"))
    document_id: Mapped[UUID]
    vault_id: Mapped[UUID]
    purpose: Mapped[str | None]
    filename: Mapped[str]
    processing: Mapped[str]
    document_type_code: Mapped[str | None]
    read: Mapped[bytes | None]
    decision: Mapped[str]
    status_id: Mapped[UUID | None] = mapped_column(ForeignKey(Status.id, ondelete="SET NULL"))


class FamilyLink(Identified, Created, Base):
    """`relative_id` is the `relationship` (a child, a spouse) of `person_id`, and may be in the country by them."""

    __tablename__ = "family_links"
    __table_args__ = (
        Index("ix_family_links_person_id", "person_id"),
        Index("ix_family_links_relative_id", "relative_id"),
        Index(
            "uq_family_links_pair",
            func.least(text("person_id"), text("relative_id")),
            func.greatest(text("person_id"), text("relative_id")),
            unique=True,
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"))
    relative_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"))
    relationship: Mapped[str]
    is_dependent: Mapped[bool]


class Calendar(Identified, Created, Base):
    """A feed of due dates; the actor is who made it, and what they may see it shows."""

    __tablename__ = "calendars"
    __table_args__ = (
        Index("ix_calendars_owner_id_created_at_id", "owner_id", "created_at", "id"),
        Index("ix_calendars_person_id", "person_id"),
        Index("ix_calendars_account_id", "account_id"),
    )

    owner_id: Mapped[UUID]
    organization_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"))
    name: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID]
    actor_organization_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]


class Import(Identified, Timestamped, Base):
    """An import that is worked through in the background. `content` are its rows, sealed, as long as there is work."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_owner_id_created_at_id", "owner_id", "created_at", "id"),)

    owner_id: Mapped[UUID]
    organization_id: Mapped[UUID | None]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID]
    kind: Mapped[str]
    dry_run: Mapped[bool]
    state: Mapped[str]
    rows_done: Mapped[int] = mapped_column(default=0)
    rows_total: Mapped[int]
    result: Mapped[dict[str, Any]]
    content: Mapped[bytes | None]
    finished_at: Mapped[datetime | None]


class RaisedStep(Created, Base):
    """A step of a warning that was raised: days before `due_date`, or -1 after it. A new due date begins anew."""

    __tablename__ = "raised_steps"

    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    due_date: Mapped[date] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
