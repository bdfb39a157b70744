"""Relatives on the wire."""

from uuid import UUID

from pydantic import Field

from shared.personal import Relationship
from shared.schemas import Body, Schema, Timestamp


class FamilyLinkCreate(Body):
    """A relative of the person, who has a record too."""

    relative_id: UUID
    relationship: Relationship = Field(description="What the relative is of the person.")
    is_dependent: bool = Field(
        default=False, description="Whether the relative is here by the person, as H4, F2, L2, J2, O3 and TD are."
    )


class Relative(Schema):
    """The other one."""

    id: UUID
    first_name: str
    last_name: str


class FamilyLinkRead(Schema):
    """A relative as seen from one person: a child's link shows the parent."""

    id: UUID
    relative: Relative
    relationship: Relationship
    is_dependent: bool = Field(description="The relative is here by this person.")
    depends_on: bool = Field(description="This person is here by the relative.")
    created_at: Timestamp


class Family(Schema):
    """All relatives of a person, by name."""

    family: list[FamilyLinkRead]
