"""Handing a document to the workers."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.document.models import Document
from services.document.processing.stages import QUEUES, Stage
from services.document.processing.tasks import process_document
from shared.outbox.publish import enqueue


async def queue_processing(session: AsyncSession, document: Document) -> None:
    """Have the document's next stage run once this transaction commits."""
    queue = QUEUES[Stage(document.stage)]
    await enqueue(session, process_document, queue=queue, document_id=document.id, on_queue=queue)
