"""Mix-ins and the base class that every service's tables share."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, MetaData, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid_utils.compat import uuid7

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

TYPES: dict[Any, Any] = {datetime: DateTime(timezone=True), str: Text(), dict[str, Any]: JSONB()}


def schema_base(schema: str) -> type[DeclarativeBase]:
    """The declarative base of one service: its own schema, so that no foreign key can cross to another."""

    class Base(DeclarativeBase):
        metadata = MetaData(schema=schema, naming_convention=NAMING_CONVENTION)
        type_annotation_map: ClassVar[dict[Any, Any]] = TYPES
        # What the server fills in comes back with the statement that made it; nothing is fetched behind our back.
        __mapper_args__: ClassVar[dict[str, Any]] = {"eager_defaults": True}

    return Base


class Identified:
    """A UUID of version 7 made here, so that keys grow with time and are known before the row is written."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


class Created:
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Timestamped(Created):
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
