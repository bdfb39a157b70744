"""Conversations on the wire."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field, StringConstraints

from services.assistant.asking.schemas import SourceRead
from shared.schemas import Body, Pagination, Schema, Timestamp

Title = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\p{Cc}\p{Zl}\p{Zp}]+$")]


class ConversationCreate(Body):
    """A conversation that is about to begin."""

    title: Title | None = Field(None, description="Made from the first question where it is left out.")
    vault_id: UUID | None = Field(None, description="What it is about; otherwise the vault of the first question.")


class ConversationUpdate(Body):
    """What is left out stays."""

    title: Title | None = None
    archived: bool | None = None


@dataclass(frozen=True, slots=True)
class ConversationFilter:
    """Which conversations are listed."""

    q: Annotated[
        str | None, Query(min_length=1, max_length=200, description="Words in the title or in what was said.")
    ] = None
    archived: Annotated[bool, Query(description="Those put aside, in place of the others.")] = False
    vault_id: Annotated[UUID | None, Query(description="Those about this vault.")] = None


class ConversationRead(Schema):
    """A conversation, without what was said in it."""

    id: UUID
    title: str
    vault_id: UUID | None
    archived_at: Timestamp | None
    created_at: Timestamp
    updated_at: Timestamp


class ConversationList(Schema):
    conversations: list[ConversationRead]
    pagination: Pagination


class MessageRead(Schema):
    """One turn; `role` is `user` or `assistant`."""

    id: UUID
    role: str
    content: str
    sources: list[SourceRead] = Field(description="As the answer had them; empty for a question.")
    is_grounded: bool | None = Field(description="Null for a question.")
    model: str | None
    created_at: Timestamp


class ConversationDetail(ConversationRead):
    """A conversation with its messages."""

    is_readable: bool = Field(description="False where the caller no longer sees the vault; then no messages.")
    messages: list[MessageRead]


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
