"""Background tasks that process documents."""

from datetime import timedelta
from uuid import UUID

from services.document.processing.pipeline import Pipeline
from services.document.processing.sweeper import Sweeper
from services.document.resources import DocumentResources
from shared.tasks import task

SWEEP_EVERY = timedelta(seconds=2)


@task("document.process", queue="embedding", retries=0)
async def process_document(resources: DocumentResources, document_id: UUID, on_queue: str) -> None:
    """Take the document as far as the workers of this queue can; tries are counted in its row, not by the broker."""
    await Pipeline(resources, process_document, on_queue).run(document_id)


@task("document.sweep", retries=0)
async def sweep_documents(resources: DocumentResources) -> None:
    """Queue again what a dead worker held, and what a lost message left behind."""
    await Sweeper(resources, process_document).run()
