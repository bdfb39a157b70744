"""What the account service asks about a person."""

from uuid import UUID

from pydantic import Field

from shared.clients.organization import OrganizationName
from shared.schemas import Schema, Timestamp


class SoleOwnerships(Schema):
    """Organizations that would be left without an owner."""

    organizations: list[OrganizationName]


class ExportedKey(Schema):
    """A key or a service account of an organization that the person manages."""

    kind: str
    name: str
    key_prefix: str | None
    created_at: Timestamp


class ExportedOrganization(Schema):
    """An organization that the person belongs to; other members are only counted."""

    id: UUID
    name: str
    slug: str
    domain: str | None
    is_personal: bool
    role: str
    joined_at: Timestamp
    created_at: Timestamp
    member_count: int
    keys: list[ExportedKey] = Field(default_factory=list)


class Export(Schema):
    organizations: list[ExportedOrganization]
