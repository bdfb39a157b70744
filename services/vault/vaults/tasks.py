"""Background tasks about vaults."""

from services.vault.vaults.repository import VaultRepository
from shared.events import DocumentEvent
from shared.resources import Resources
from shared.tasks import task


@task("vault.count_documents")
async def count_documents(resources: Resources, event: DocumentEvent) -> None:
    """A document came or went: ask how many there are, rather than counting events that may come twice."""
    counted = await resources.documents.count(event.vault_id)
    async with resources.sessions.begin() as session:
        await VaultRepository(session).set_document_count(event.vault_id, counted.count, counted.counted_at)
