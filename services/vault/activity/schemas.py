"""Activity on the wire."""

from typing import Any
from uuid import UUID

from pydantic import Field

from shared.pagination import Pagination
from shared.schemas import Schema, Timestamp


class Named(Schema):
    """Who did something, or to what; the name is null where it is not known any more, or nobody can say it now."""

    type: str
    id: UUID
    name: str | None


class ActivityRead(Schema):
    """One act."""

    id: UUID
    action: str = Field(description="The type of its event.", examples=["document.downloaded"])
    actor: Named = Field(
        description="An `account`, a `machine`, a `share` used without an account, or the `recipient` of a forward."
    )
    target: Named = Field(description="A `document`, a `share`, a `conversation` or the `vault` itself.")
    metadata: dict[str, Any]
    occurred_at: Timestamp


class ActivityList(Schema):
    """A page of what happened in a vault, newest first."""

    activity: list[ActivityRead]
    pagination: Pagination
