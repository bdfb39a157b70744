"""Imports on the wire."""

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from shared.pagination import Pagination
from shared.schemas import Body, Schema, Timestamp

MOST_ROWS = 20_000


class ImportKind(StrEnum):
    PERSONS = "persons"
    STATUSES = "statuses"


class ImportState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


OPEN = {ImportState.WAITING, ImportState.RUNNING}


class ImportOrder(Body, ABC):
    """How rows are to be taken in."""

    dry_run: bool = Field(default=False, description="Says what would happen, and changes nothing.")
    organization_id: UUID | None = Field(None, description="Whose records they become; else the caller's own.")

    @property
    @abstractmethod
    def rows(self) -> list[dict[str, Any]]:
        """By the names of fields."""


class PersonImport(ImportOrder):
    """Persons as they are created, known ones by `external_id` or else by their e-mail address."""

    persons: list[dict[str, Any]]

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.persons


class StatusImport(ImportOrder):
    """Statuses as they are created, each of a person by `external_id`, `person_email` or `person_id`."""

    statuses: list[dict[str, Any]]

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.statuses


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

    def refuse(self, row: int, field: str | None, message: str) -> None:
        """Note what is wrong with a row; one that is wrong in several ways is skipped once."""
        self.skipped += not self.errors or self.errors[-1].row != row
        self.errors.append(RowError(row=row, field=field, message=message))


class ImportRead(Schema):
    """An import in the background, and what became of its rows so far."""

    id: UUID
    kind: ImportKind
    state: ImportState
    rows_done: int
    rows_total: int
    result: ImportResult
    created_at: Timestamp
    updated_at: Timestamp
    finished_at: Timestamp | None


class ImportList(Schema):
    """A page of imports, newest first."""

    imports: list[ImportRead]
    pagination: Pagination
