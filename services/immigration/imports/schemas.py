"""Imports on the wire."""

from typing import Any
from uuid import UUID

from pydantic import Field

from shared.schemas import Body, Schema

MOST_ROWS = 20_000


class PersonImport(Body):
    """Persons as they are created, known ones by `external_id` or else by their e-mail address."""

    persons: list[dict[str, Any]]
    dry_run: bool = Field(default=False, description="Says what would happen, and changes nothing.")
    organization_id: UUID | None = Field(None, description="Whose records they become; else the caller's own.")


class RowError(Schema):
    """What is wrong with a row, the first being 1; in a file the row of column names is not counted."""

    row: int
    field: str | None
    message: str


class ImportResult(Schema):
    """What became of the rows. Each is taken whole or not at all; to send all again changes nothing twice."""

    imported: int = Field(0, description="New ones.")
    updated: int = Field(0, description="Known ones that something was changed of.")
    skipped: int = Field(0, description="Known ones without a change, and rows with errors.")
    errors: list[RowError] = Field(default_factory=list)
    ignored_columns: list[str] = Field(default_factory=list, description="Columns of the file that are no field.")
    dry_run: bool = False
