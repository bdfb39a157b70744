"""Family members on the wire."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from shared.pagination import Pagination
from shared.schemas import Body, Email, Schema, Timestamp
from shared.states import ISO_3166

Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Relationship = Literal["spouse", "child", "parent", "sibling", "other"]


def _known_state(code: str) -> str:
    if code not in ISO_3166:
        message = "not a code of ISO 3166-1 alpha-3"
        raise ValueError(message)
    return code


def _in_the_past(day: date) -> date:
    if not date(1850, 1, 1) <= day <= datetime.now(UTC).date():
        message = "not a date of birth"
        raise ValueError(message)
    return day


Nationality = Annotated[str, StringConstraints(to_upper=True), AfterValidator(_known_state)]
DateOfBirth = Annotated[date, AfterValidator(_in_the_past)]


class FamilyMemberWrite(Body):
    """A relative; what is left out is unknown."""

    first_name: Name
    last_name: Name
    relationship: Relationship
    date_of_birth: DateOfBirth | None = None
    email: Email | None = None
    nationality: Nationality | None = Field(None, description="ISO 3166-1 alpha-3.", examples=["FRA"])
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
