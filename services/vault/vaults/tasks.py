"""Background tasks about vaults."""

from typing import Any

from services.vault.vaults.repository import VaultRepository
from shared.events import VaultEvent, read_event
from shared.resources import Resources
from shared.tasks import task


@task("vault.count_documents")
async def count_documents(resources: Resources, event: dict[str, Any]) -> None:
    """A document came or went: ask how many there are, rather than counting events that may come twice."""
    act = read_event(event)
    for vault_id in act.vault_ids if isinstance(act, VaultEvent) else ():
        counted = await resources.documents.count(vault_id)
        async with resources.sessions.begin() as session:
            await VaultRepository(session).set_document_count(vault_id, counted.count, counted.counted_at)
