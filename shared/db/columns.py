"""Mix-ins and the base class that every service's tables share."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, MetaData, Row, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

AnyRow = Row[*tuple[Any, ...]]
"""A row of columns that were named in a statement; they are its attributes."""

TYPES: dict[Any, Any] = {datetime: DateTime(timezone=True), str: Text(), dict[str, Any]: JSONB()}

EAGER: dict[str, Any] = {"eager_defaults": True}
"""What the server fills in comes back with the statement that made it; nothing is fetched behind our back."""


def schema_metadata(schema: str) -> MetaData:
    """The tables of one service: a schema of their own, so that no foreign key can cross to another."""
    return MetaData(schema=schema, naming_convention=NAMING_CONVENTION)


class Identified:
    """A UUID of version 7 made here, so that keys grow with time and are known before the row is written."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


class Created:
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Timestamped(Created):
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
