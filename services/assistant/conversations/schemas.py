"""Conversations on the wire."""

from typing import Any
from uuid import UUID

from pydantic import Field

from shared.schemas import Schema, Timestamp


class ExportedMessage(Schema):
    """One turn of a conversation."""

    id: UUID
    role: str
    content: str
    sources: list[Any]
    created_at: Timestamp


class ExportedConversation(Schema):
    """A conversation with its messages; none of them where its person no longer sees the vault."""

    id: UUID
    title: str
    vault_id: UUID | None
    archived_at: Timestamp | None
    created_at: Timestamp
    updated_at: Timestamp
    messages: list[ExportedMessage] = Field(default_factory=list)
