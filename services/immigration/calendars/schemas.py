"""Calendars on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.pagination import Pagination
from shared.schemas import Body, Schema, Timestamp


class CalendarCreate(Body):
    """The due dates of one person or, without one, of all persons of an organization or of the caller's own."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)] = "Due dates"
    person_id: UUID | None = None
    organization_id: UUID | None = Field(None, description="Whose persons; else the caller's own.")


class CalendarRead(Schema):
    """A calendar."""

    id: UUID
    name: str
    person_id: UUID | None
    organization_id: UUID | None
    created_at: Timestamp


class NewCalendar(CalendarRead):
    """Whoever has the `url` reads it: it is shown once, and good until the calendar is deleted."""

    url: str


class CalendarList(Schema):
    """A page of calendars, newest first."""

    calendars: list[CalendarRead]
    pagination: Pagination
