"""What becomes of linked documents: they are read, moved, classified anew and deleted."""

from typing import Any
from uuid import UUID

from services.immigration.documents.reading import take_reading
from services.immigration.documents.repository import PersonDocumentRepository
from services.immigration.resources import ImmigrationResources
from shared.events import DocumentEvent, VaultDeleted, read_event
from shared.tasks import task


@task("immigration.read_document")
async def read_document(resources: ImmigrationResources, document_id: UUID) -> None:
    """Bring the links of a document up to what it is now, whatever has happened and in which order we hear of it."""
    async with resources.sessions.begin() as session:
        repository = PersonDocumentRepository(session)
        links = await repository.about(document_id)
        if not links:
            return
        document = await resources.documents.find(document_id)
        if document is None:
            await repository.delete_of_document(document_id)
            return
        for link in links:
            take_reading(resources.sealer, link, document)


@task("immigration.follow_document")
async def follow_document(resources: ImmigrationResources, event: dict[str, Any]) -> None:
    """Something happened to a document."""
    happened = read_event(event)
    if isinstance(happened, DocumentEvent):
        await read_document.run(resources, document_id=happened.document_id)


@task("immigration.forget_vault")
async def forget_vault(resources: ImmigrationResources, event: VaultDeleted) -> None:
    """A vault was deleted: its documents are about nobody any more. What was accepted of them stays."""
    async with resources.sessions.begin() as session:
        await PersonDocumentRepository(session).delete_of_vault(event.vault_id)
