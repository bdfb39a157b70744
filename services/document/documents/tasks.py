"""Background tasks about documents as wholes."""

from datetime import timedelta
from uuid import UUID

from services.document.documents.keys import folder_of
from services.document.documents.repository import DocumentRepository
from services.document.resources import DocumentResources
from shared.events import VaultDeleted
from shared.outbox.publish import enqueue
from shared.tasks import task

LONGEST_UPLOAD = timedelta(minutes=15)
"""From the first question for access to the row; storing the file ends well before."""

FILES_A_TASK = 500


@task("document.erase_files")
async def erase_files(resources: DocumentResources, document_ids: list[UUID]) -> None:
    """Remove the files of documents that are gone."""
    for document_id in document_ids:
        await resources.storage.delete_prefix(folder_of(document_id))


@task("document.discard_unused_file")
async def discard_unused_file(resources: DocumentResources, document_id: UUID) -> None:
    """An upload was announced: where no document came of it, remove what it may have stored."""
    async with resources.sessions() as session:
        is_used = await DocumentRepository(session).exists(document_id)
    if not is_used:
        await resources.storage.delete_prefix(folder_of(document_id))


@task("document.erase_vault")
async def erase_vault(resources: DocumentResources, event: VaultDeleted) -> None:
    """A vault was deleted: erase what it held, and look again when no upload from before can still be arriving."""
    await _erase(resources, event.vault_id)
    async with resources.sessions.begin() as session:
        await enqueue(session, erase_remains, delay=LONGEST_UPLOAD, vault_id=event.vault_id)


@task("document.erase_remains")
async def erase_remains(resources: DocumentResources, vault_id: UUID) -> None:
    """Erase what arrived in a vault while it was being deleted."""
    await _erase(resources, vault_id)


async def _erase(resources: DocumentResources, vault_id: UUID) -> None:
    async with resources.sessions.begin() as session:
        gone = await DocumentRepository(session).delete_of_vault(vault_id)
        for first in range(0, len(gone), FILES_A_TASK):
            await enqueue(session, erase_files, document_ids=gone[first : first + FILES_A_TASK])
