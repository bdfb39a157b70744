"""Tables of the document service."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import ARRAY, BigInteger, Computed, Enum, ForeignKey, Index, Integer, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db.columns import EAGER, TYPES, Created, Identified, Timestamped, schema_metadata
from shared.db.leases import Leased


class Base(DeclarativeBase):
    metadata = schema_metadata("document")
    type_annotation_map = TYPES
    __mapper_args__ = EAGER


DIMENSIONS = 384


class Status(StrEnum):
    """`processing` → `processed` or `failed`; a failed document can be processed again."""

    PROCESSING = "processing"
    PROCESSED = "processed"
    FAILED = "failed"


class Document(Identified, Timestamped, Leased, Base):
    """A file in a vault and what is known about it."""

    __tablename__ = "documents"
    __table_args__ = (
        # The same bytes twice in one vault are one document.
        UniqueConstraint("vault_id", "sha256"),
        Index("ix_documents_vault_id_created_at_id", "vault_id", "created_at", "id"),
        Index("ix_documents_processing", "queued_at", postgresql_where=text("status = 'processing'")),
        Index("ix_documents_chosen", "vault_id", postgresql_where=text("is_type_chosen")),
    )

    vault_id: Mapped[UUID]
    filename: Mapped[str]
    content_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    storage_key: Mapped[str]
    uploaded_by_kind: Mapped[str]
    uploaded_by: Mapped[UUID]

    page_count: Mapped[int | None]
    language: Mapped[str | None]
    document_type_code: Mapped[str | None]
    classification_confidence: Mapped[float | None]
    is_type_chosen: Mapped[bool] = mapped_column(default=False)
    """A person chose the type: processing keeps it, and learns from it for documents like this one."""
    classification: Mapped[dict[str, Any] | None]
    """What processing makes of the type and why, also where a person chose another one."""
    metadata_details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Field name to `{value, confidence, page, box, method, verified}`."""
    stated_metadata: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Field name to what a person said it is, or null where they said there is none: processing keeps it."""

    status: Mapped[Status] = mapped_column(
        Enum(
            Status,
            native_enum=False,
            create_constraint=True,
            values_callable=lambda kind: [item.value for item in kind],
            name="status",
        ),
        default=Status.PROCESSING,
    )
    stage: Mapped[str] = mapped_column(default="read")
    """The stage of processing that comes next."""
    error: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    """Failures that the processing itself reported; three end it."""
    claims: Mapped[int] = mapped_column(default=0)
    """How often a worker took it up since it last came forward; a file that kills workers ends here."""
    queued_at: Mapped[datetime] = mapped_column(server_default=func.now())
    processed_at: Mapped[datetime | None]
    """When its text was indexed; null again while a new text is being read."""
    indexed_pages: Mapped[int] = mapped_column(default=0, server_default="0")
    """The last page whose chunks are those of the text as it is now."""

    is_doomed: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Its vault was deleted: it goes as soon as its file is gone."""

    def begin_again(self, stage: str) -> None:
        """Have it processed from `stage` on, with all tries before it."""
        self.status, self.stage, self.error = Status.PROCESSING, stage, None
        self.failures = self.claims = 0
        self.queued_at = func.now()


class Fingerprint(Base):
    """What a document is like, to tell later ones that resemble it; it names no vault, so that moving needs no care."""

    __tablename__ = "fingerprints"

    document_id: Mapped[UUID] = mapped_column(ForeignKey(Document.id, ondelete="CASCADE"), primary_key=True)
    embedding: Mapped[Any] = mapped_column(HALFVEC(DIMENSIONS))
    sketch: Mapped[list[int]] = mapped_column(ARRAY(Integer))


class DocumentPage(Base):
    """The text of one page and where each word stands."""

    __tablename__ = "pages"

    document_id: Mapped[UUID] = mapped_column(ForeignKey(Document.id, ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    lines: Mapped[list[Any]] = mapped_column(JSONB)
    """Lines of words: `[[text, [x0, y0, x1, y1], score], …]`."""
    method: Mapped[str]
    rotation: Mapped[int]


class Chunk(Identified, Base):
    """A piece of a page that is found and cited as one. Its vector stands in a narrow table of its own."""

    __tablename__ = "chunks"
    __table_args__ = (
        # No pending list, through which every search would have to look.
        Index("ix_chunks_text_search", "text_search", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index("ix_chunks_document_id", "document_id"),
        Index("ix_chunks_vault_id_configuration", "vault_id", "configuration"),
    )

    document_id: Mapped[UUID] = mapped_column(ForeignKey(Document.id, ondelete="CASCADE"))
    vault_id: Mapped[UUID]
    page: Mapped[int]
    position: Mapped[int]
    text: Mapped[str]
    configuration: Mapped[str] = mapped_column(server_default="simple")
    """The text search configuration that reads its language."""
    boxes: Mapped[list[Any]] = mapped_column(JSONB)
    text_search: Mapped[Any] = mapped_column(
        TSVECTOR, Computed("document.searchable(vault_id, configuration, text)", persisted=True)
    )


class ChunkEmbedding(Base):
    """384 half-precision numbers stored in line: an exact scan of a vault reads few and dense pages.

    Its document is here too, so that a search in some documents needs no other table.
    """

    __tablename__ = "chunk_embeddings"
    __table_args__ = (Index("ix_chunk_embeddings_vault_id_document_id", "vault_id", "document_id"),)

    chunk_id: Mapped[UUID] = mapped_column(ForeignKey(Chunk.id, ondelete="CASCADE"), primary_key=True)
    vault_id: Mapped[UUID]
    document_id: Mapped[UUID]
    embedding: Mapped[Any] = mapped_column(HALFVEC(DIMENSIONS))


class Forward(Identified, Created, Base):
    """Documents that somebody sent on by mail. What the links open is never more than the sender may still see."""

    __tablename__ = "forwards"

    sender_kind: Mapped[str]
    sender_id: Mapped[UUID]
    sender_organization_id: Mapped[UUID | None]
    sender_account_id: Mapped[UUID | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ForwardLink(Identified, Base):
    """What one recipient has of one forwarded document."""

    __tablename__ = "forward_links"

    forward_id: Mapped[UUID] = mapped_column(ForeignKey(Forward.id, ondelete="CASCADE"), index=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey(Document.id, ondelete="CASCADE"), index=True)
    email: Mapped[str]
    token_digest: Mapped[str] = mapped_column(unique=True)
