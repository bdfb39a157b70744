"""Takes up what nobody works on any more."""

import structlog
from sqlalchemy import func

from services.document.processing.repository import ProcessingRepository
from services.document.processing.stages import QUEUES, Stage
from services.document.resources import DocumentResources
from shared.outbox.publish import enqueue
from shared.tasks import Task

log = structlog.get_logger(__name__)


class Sweeper:
    """Runs every two seconds: with a lease of seven, a killed worker's document is queued again within ten."""

    def __init__(self, resources: DocumentResources, task: Task) -> None:
        self.sessions = resources.sessions
        self.task = task

    async def run(self) -> None:
        async with self.sessions.begin() as session:
            for document in await ProcessingRepository(session).orphans():
                queue = QUEUES[Stage(document.stage)]
                document.lease_owner = document.lease_until = None
                document.queued_at = func.now()
                await enqueue(session, self.task, queue=queue, document_id=document.id, on_queue=queue)
                log.warning("document.requeued", document_id=str(document.id), stage=document.stage)
