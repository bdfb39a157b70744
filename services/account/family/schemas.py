"""Family members on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.pagination import Pagination
from shared.personal import DateOfBirth, Name, Relationship, State
from shared.schemas import Body, Email, Schema, Timestamp


class FamilyMemberWrite(Body):
    """A relative; what is left out is unknown."""

    first_name: Name
    last_name: Name
    relationship: Relationship
    date_of_birth: DateOfBirth | None = None
    email: Email | None = None
    nationality: State | None = Field(None, description="ISO 3166-1 alpha-3.", examples=["FRA"])
    notes: Annotated[str, StringConstraints(max_length=2000)] | None = None


class FamilyMemberRead(Schema):
    """A relative of the caller."""

    id: UUID
    first_name: str
    last_name: str
    relationship: str
    date_of_birth: date | None
    email: str | None
    nationality: str | None
    notes: str | None
    created_at: Timestamp
    updated_at: Timestamp


class FamilyMemberList(Schema):
    """A page of family members, oldest entry first."""

    family_members: list[FamilyMemberRead]
    pagination: Pagination
