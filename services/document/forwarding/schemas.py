"""Forwards on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.schemas import Body, Email, Schema, Timestamp

MOST_RECIPIENTS = 20
MOST_DOCUMENTS = 20


class ForwardCreate(Body):
    """What goes to whom."""

    document_ids: list[UUID] = Field(min_length=1, max_length=MOST_DOCUMENTS)
    emails: list[Email] = Field(min_length=1, max_length=MOST_RECIPIENTS)
    message: Annotated[str, StringConstraints(max_length=2000)] | None = Field(None, examples=[None])
    expires_in_hours: int = Field(24, ge=1, le=168, description="After that the links open nothing.")


class ForwardRead(Schema):
    """What was sent; the mails are on their way."""

    forward_id: UUID = Field(description="To end its links early.")
    forwarded: int = Field(description="How many documents.")
    recipients: list[str]
    expires_at: Timestamp
