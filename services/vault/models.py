"""Tables of the vault service."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKey, Index, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db.columns import EAGER, TYPES, Identified, Timestamped, schema_metadata


class Base(DeclarativeBase):
    metadata = schema_metadata("vault")
    type_annotation_map = TYPES
    __mapper_args__ = EAGER


class OwnerKind(StrEnum):
    ACCOUNT = "account"
    ORGANIZATION = "organization"


class Vault(Identified, Timestamped, Base):
    """A container of documents with one owner."""

    __tablename__ = "vaults"

    owner_kind: Mapped[str] = mapped_column(server_default=OwnerKind.ACCOUNT)
    owner_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[str]
    description: Mapped[str | None]
    family_member_id: Mapped[UUID | None]
    family_member_name: Mapped[str | None]
    document_count: Mapped[int] = mapped_column(default=0)
    documents_counted_at: Mapped[datetime | None]
    """The moment the count was true; an older count that arrives late is ignored."""


class DeletedVault(Base):
    """Who heard of a vault that is gone: what happened in it just before may still have to be told."""

    __tablename__ = "deleted_vaults"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_kind: Mapped[str]
    owner_id: Mapped[UUID]
    shared_with: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    deleted_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


class Share(Identified, Timestamped, Base):
    """What somebody else may do with a vault: an e-mail address, an organization, or whoever has the link."""

    __tablename__ = "shares"

    vault_id: Mapped[UUID] = mapped_column(ForeignKey(Vault.id, ondelete="CASCADE"), index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    token_prefix: Mapped[str]
    email: Mapped[str | None]
    organization_id: Mapped[UUID | None] = mapped_column(index=True)
    organization_name: Mapped[str | None]
    permission: Mapped[str]
    expires_at: Mapped[datetime | None]
    password_hash: Mapped[str | None]
    max_downloads: Mapped[int | None]
    download_count: Mapped[int] = mapped_column(default=0)
    message: Mapped[str | None]
    credential_version: Mapped[int] = mapped_column(default=1)
    """Raised when the terms change: sessions and links made before it end."""
    created_by_kind: Mapped[str]
    created_by: Mapped[UUID]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    @property
    def recipient(self) -> str | None:
        """Whom it was made for; an open link is for nobody in particular."""
        return self.email or self.organization_name

    @property
    def has_password(self) -> bool:
        return self.password_hash is not None


Index("ix_shares_email", func.lower(Share.email))


class ShareAcceptance(Base):
    """An account opened a share while signed in: from then on it sees the vault among those shared with it."""

    __tablename__ = "share_acceptances"

    share_id: Mapped[UUID] = mapped_column(ForeignKey(Share.id, ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    credential_version: Mapped[int]


class ShareDownload(Base):
    """The last counted download of a document by one client of a share: ranges that follow belong to it."""

    __tablename__ = "share_downloads"

    share_id: Mapped[UUID] = mapped_column(ForeignKey(Share.id, ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    client: Mapped[str] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime]


class Activity(Base):
    """Something that happened in a vault; its id is the event's, so that one that comes twice is written once."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_vault_id_occurred_at_id", "vault_id", "occurred_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    vault_id: Mapped[UUID] = mapped_column(ForeignKey(Vault.id, ondelete="CASCADE"))
    action: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID]
    target_kind: Mapped[str]
    target_id: Mapped[UUID]
    target_name: Mapped[str | None]
    details: Mapped[dict[str, Any]] = mapped_column("metadata", JSONB)
    occurred_at: Mapped[datetime]


Index(
    "ix_activity_recipient",
    func.lower(Activity.target_name),
    # To take an address out again.
    postgresql_where=Activity.target_kind == "share",
)
Index(
    "ix_activity_forwarded_to",
    Activity.details.op("->")("recipients"),
    postgresql_using="gin",
    postgresql_where=Activity.action == "document.forwarded",
)
Index(
    "ix_activity_downloaded_by",
    Activity.details["recipient"].astext,
    postgresql_where=Activity.actor_kind == "recipient",
)


class Erasure(Base):
    """A person is being erased, or an organization with them, by its own id.

    Gone again when that is confirmed; until then a request that comes twice is known.
    """

    __tablename__ = "erasures"

    id: Mapped[UUID] = mapped_column(primary_key=True)
