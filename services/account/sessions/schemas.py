"""Sessions on the wire."""

from uuid import UUID

from pydantic import Field

from shared.pagination import Pagination
from shared.schemas import Schema, Timestamp


class SessionRead(Schema):
    """One sign-in that has not ended."""

    id: UUID
    created_at: Timestamp
    expires_at: Timestamp
    user_agent: str | None
    address: str | None
    current: bool = Field(default=False, description="Whether it is the session that asks.")


class SessionList(Schema):
    """A page of sessions, newest first."""

    sessions: list[SessionRead]
    pagination: Pagination
