"""How an event becomes an entry."""

from typing import Any, NamedTuple
from uuid import UUID, uuid5

from services.vault.models import Activity
from shared.events import AssistantAnswered, DocumentAct, VaultEvent, VaultShared, VaultShareRevoked, WorkflowEvent

HEADER = {"id", "occurred_at", "vault_id", "actor"}


class Target(NamedTuple):
    """What it was done to. `fields` are those of the event that say so."""

    kind: str
    id: UUID
    name: str | None
    fields: set[str]


def target_of(event: VaultEvent) -> Target:
    match event:
        case DocumentAct():
            return Target("document", event.document_id, event.filename, {"document_id", "filename"})
        case VaultShared() | VaultShareRevoked():
            return Target("share", event.share_id, event.recipient, {"share_id", "recipient"})
        case AssistantAnswered():
            return Target("conversation", event.conversation_id, None, {"conversation_id"})
        case WorkflowEvent():
            return Target("execution", event.execution_id, event.workflow, {"execution_id", "workflow"})
        case _:
            return Target("vault", event.vault_id, None, set())


def entries_of(event: VaultEvent) -> list[Activity]:
    """One for each vault that it happened in; the first has the event's id, so that no act is entered twice."""
    ids = (event.id, *(uuid5(event.id, str(vault_id)) for vault_id in event.vault_ids[1:]))
    return [_entry(event, vault_id, entry_id) for vault_id, entry_id in zip(event.vault_ids, ids, strict=True)]


def _entry(event: VaultEvent, vault_id: UUID, entry_id: UUID) -> Activity:
    target = target_of(event)
    details: dict[str, Any] = event.model_dump(mode="json", exclude=HEADER | target.fields, exclude_none=True)
    return Activity(
        id=entry_id,
        vault_id=vault_id,
        action=event.type,
        actor_kind=event.actor.kind,
        actor_id=event.actor.id,
        target_kind=target.kind,
        target_id=target.id,
        target_name=target.name,
        details=details,
        occurred_at=event.occurred_at,
    )
