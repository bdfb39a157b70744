"""Duplicates on the wire."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from services.immigration.persons.schemas import PersonRead
from shared.schemas import Body, Schema


class Reason(StrEnum):
    """What two records have in common."""

    NUMBER = "number"
    EMAIL = "email"
    NAME_AND_BIRTH = "name_and_date_of_birth"


class Duplicate(Schema):
    """A record that may be of the same person; numbers are masked."""

    person: PersonRead
    reasons: list[Reason]


class Duplicates(Schema):
    """At most 100, the newest first."""

    duplicates: list[Duplicate]


class MergeRequest(Body):
    """The record that goes."""

    duplicate_id: UUID


class Moved(Schema):
    """How much came over from the duplicate; what the person had already is not counted."""

    statuses: int = 0
    compliance_events: int = 0
    documents: int = 0
    family_links: int = 0


class MergeResult(Schema):
    """The person, with what was the duplicate's."""

    person: PersonRead
    moved: Moved
    filled: list[str] = Field(description="Fields that were empty and have the duplicate's value now.")
    kept: list[str] = Field(description="Fields in which the duplicate said something else, which is gone.")
