"""Facts that services publish, and who listens. The type is the one that webhooks see."""

from datetime import UTC, datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Listener(NamedTuple):
    """A task that runs for each event of a type, with `event` (its payload) as its argument."""

    task: str
    queue: str


class Event(BaseModel):
    """A past fact. Subclasses name their type and who listens."""

    model_config = ConfigDict(frozen=True)

    type: ClassVar[str]
    listeners: ClassVar[tuple[Listener, ...]] = ()

    occurred_at: datetime = Field(default_factory=lambda: datetime.now(UTC))


class Actor(BaseModel):
    """Who did it."""

    kind: str
    id: UUID


class AccountCreated(Event):
    type = "account.created"
    account_id: UUID


class VaultCreated(Event):
    type = "vault.created"
    vault_id: UUID
    actor: Actor


class VaultDeleted(Event):
    type = "vault.deleted"
    listeners = (Listener("document.erase_vault", "default"), Listener("assistant.forget_vault", "default"))
    vault_id: UUID
    actor: Actor


class DocumentEvent(Event):
    document_id: UUID
    vault_id: UUID


COUNT_DOCUMENTS = Listener("vault.count_documents", "default")


class DocumentUploaded(DocumentEvent):
    type = "document.uploaded"
    listeners = (COUNT_DOCUMENTS,)
    filename: str
    actor: Actor


class DocumentProcessed(DocumentEvent):
    type = "document.processed"
    document_type_code: str
    metadata: dict[str, Any]


class DocumentFailed(DocumentEvent):
    type = "document.failed"
    reason: str


class DocumentDeleted(DocumentEvent):
    type = "document.deleted"
    listeners = (COUNT_DOCUMENTS,)
    actor: Actor


class AssistantAnswered(Event):
    type = "assistant.answered"
    vault_id: UUID
    conversation_id: UUID
    message_id: UUID
    actor: Actor


def _event_types(base: type[Event]) -> dict[str, type[Event]]:
    found: dict[str, type[Event]] = {}
    for event in base.__subclasses__():
        found |= _event_types(event)
        if "type" in vars(event):
            found[event.type] = event
    return found


EVENTS = _event_types(Event)
"""Every event class by its type."""
