"""Service accounts on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.organization.machines.schemas import Scopes
from services.organization.organizations.schemas import Name
from shared.auth.scopes import Scope
from shared.pagination import Pagination
from shared.schemas import Body, Schema, Timestamp

Description = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


class ServiceAccountCreate(Body):
    """A new service account."""

    name: Name
    description: Description | None = None
    scopes: Scopes | None = Field(None, description="Null: does not narrow what its keys may do.")


class ServiceAccountRead(Schema):
    """A service account; the keys of one that is deactivated don't work."""

    id: UUID
    name: str
    description: str | None
    scopes: list[Scope] | None
    created_at: Timestamp
    deactivated_at: Timestamp | None


class ServiceAccountList(Schema):
    """A page of service accounts, newest first."""

    service_accounts: list[ServiceAccountRead]
    pagination: Pagination
