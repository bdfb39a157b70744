"""Deleting documents."""

from services.document.documents.errors import DocumentNotFound
from services.document.documents.repository import DocumentRepository
from services.document.documents.tasks import erase_files
from services.document.models import Document
from shared.auth.principals import Principal
from shared.db.session import Session
from shared.events import DocumentDeleted
from shared.outbox.publish import enqueue, publish


class DocumentService:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.documents = DocumentRepository(session)

    async def delete(self, who: Principal, document: Document) -> None:
        """Row, pages and chunks go at once, the file right after. Raises DocumentNotFound where somebody was faster."""
        if not await self.documents.delete(document.id):
            raise DocumentNotFound
        await enqueue(self.session, erase_files, document_ids=[document.id])
        await publish(
            self.session,
            DocumentDeleted(
                document_id=document.id, vault_id=document.vault_id, filename=document.filename, actor=who.actor
            ),
        )
