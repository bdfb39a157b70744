"""Deleting documents, moving them between vaults, and having them read anew."""

from uuid import UUID

from services.document.documents.errors import BeingProcessed, DocumentNotFound
from services.document.documents.repository import DocumentRepository
from services.document.documents.tasks import erase_file
from services.document.forwarding.repository import ForwardRepository
from services.document.models import Document, Status
from services.document.processing.queue import queue_processing
from services.document.processing.stages import first_stage
from shared.auth.principals import Principal
from shared.db.session import Session
from shared.events import DocumentDeleted, DocumentMoved
from shared.outbox.publish import enqueue, publish


class DocumentService:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.documents = DocumentRepository(session)
        self.forwards = ForwardRepository(session)

    async def delete(self, who: Principal, document: Document) -> None:
        """Row, pages and chunks go at once, the file right after. Raises DocumentNotFound where somebody was faster."""
        if not await self.documents.delete(document):
            raise DocumentNotFound
        await enqueue(self.session, erase_file, document_id=document.id)
        await publish(
            self.session,
            DocumentDeleted(
                document_id=document.id, vault_id=document.vault_id, filename=document.filename, actor=who.actor
            ),
        )

    async def move(self, who: Principal, seen: Document, target_vault_id: UUID) -> Document:
        """The file stays where it is: its key does not name the vault.

        Raises CopyInTarget, DocumentNotFound.
        """
        document = await self.documents.lock(seen)
        if document.vault_id == target_vault_id:
            return document
        await self.documents.move(document, target_vault_id)
        await self.forwards.end_links_to(document.id)
        await publish(
            self.session,
            DocumentMoved(
                document_id=document.id,
                vault_id=target_vault_id,
                source_vault_id=seen.vault_id,
                target_vault_id=target_vault_id,
                filename=document.filename,
                actor=who.actor,
            ),
        )
        return document

    async def reprocess(self, seen: Document) -> Document:
        """The chunks stay until indexing replaces them. Raises BeingProcessed, DocumentNotFound."""
        document = await self.documents.lock(seen)
        if document.status is Status.PROCESSING:
            raise BeingProcessed
        document.begin_again(first_stage(document.content_type))
        document.processed_at, document.indexed_pages = None, 0
        await self.documents.forget_pages(document.id)
        await self.session.flush()
        await queue_processing(self.session, document)
        return document
