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

ERASED_AT_ONCE = 100


@task("document.erase_file")
async def erase_file(resources: DocumentResources, document_id: UUID) -> None:
    """Remove the file of a document that is gone."""
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
    """The files first: as long as there are rows, whoever waits for the erasure knows that it isn't done."""
    async with resources.sessions.begin() as session:
        doomed = await DocumentRepository(session).doom(vault_id)
    for first in range(0, len(doomed), ERASED_AT_ONCE):
        ids = doomed[first : first + ERASED_AT_ONCE]
        for document_id in ids:
            await resources.storage.delete_prefix(folder_of(document_id))
        async with resources.sessions.begin() as session:
            await DocumentRepository(session).delete_all(ids)
