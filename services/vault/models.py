"""Tables of the vault service."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db.columns import EAGER, TYPES, Identified, Timestamped, schema_metadata


class Base(DeclarativeBase):
    metadata = schema_metadata("vault")
    type_annotation_map = TYPES
    __mapper_args__ = EAGER


class Vault(Identified, Timestamped, Base):
    """A container of documents with one owner."""

    __tablename__ = "vaults"

    owner_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[str]
    description: Mapped[str | None]
    family_member_id: Mapped[UUID | None]
    family_member_name: Mapped[str | None]
    document_count: Mapped[int] = mapped_column(default=0)
    documents_counted_at: Mapped[datetime | None]
    """The moment the count was true; an older count that arrives late is ignored."""

    role: ClassVar[str] = "owner"
    """What a caller who sees the vault is to it: there is no other way to see one yet."""
