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
    """Runs every two seconds: with a lease of seven, a killed worker's document is queued again within ten.

    A worker that is killed between taking a message and claiming its document takes the message with it: the broker
    gives it back after ten minutes only. So a document that waits for longer than `message_lost_after` gets a second
    message, which finds nothing where the first one was merely in a long queue.
    """

    def __init__(self, resources: DocumentResources, task: Task) -> None:
        self.sessions = resources.sessions
        self.task = task
        self.lost_after = resources.settings.message_lost_after

    async def run(self) -> None:
        async with self.sessions.begin() as session:
            for document in await ProcessingRepository(session).orphans(self.lost_after):
                queue = QUEUES[Stage(document.stage)]
                document.lease_owner = document.lease_until = None
                document.queued_at = func.now()
                await enqueue(session, self.task, queue=queue, document_id=document.id, on_queue=queue)
                log.warning("document.requeued", document_id=str(document.id), stage=document.stage)
