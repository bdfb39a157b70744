"""Runs the stages of one document and decides what a failure means."""

import contextlib
from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from sqlalchemy import func
from sqlalchemy.exc import InterfaceError, OperationalError

from services.document.models import Document, Status
from services.document.processing.lease import LeaseLost
from services.document.processing.repository import ProcessingRepository
from services.document.processing.stages import QUEUES, Stage
from services.document.processing.work import WORK
from services.document.reading.errors import ReaderKilled, UnreadableDocument
from services.document.resources import DocumentResources
from shared.db.leases import renewing
from shared.errors import Unavailable
from shared.events import DocumentFailed
from shared.outbox.publish import enqueue, publish
from shared.tasks import Task

log = structlog.get_logger(__name__)

MAX_FAILURES = 3
MAX_CLAIMS = 6
"""Claims without any progress: a file that kills its workers ends `failed`, while a few killed workers don't matter."""

RETRY_AFTER = timedelta(seconds=2)

OUTAGES = (Unavailable, OSError, OperationalError, InterfaceError)
"""A dependency is away, full or refuses us."""

OUTAGE_PAUSE = timedelta(seconds=15)
GAVE_UP = "The document could not be processed; the reason was reported to the operators"
KILLS_READERS = "Reading the file stopped the reader every time; the file is probably damaged"


class Pipeline:
    """`task` is the one that runs this pipeline, to be queued again on the queue of the next stage."""

    def __init__(self, resources: DocumentResources, task: Task, queue: str) -> None:
        self.resources = resources
        self.sessions = resources.sessions
        self.task = task
        self.queue = queue
        self.owner = uuid4()

    async def run(self, document_id: UUID) -> None:
        """Go on with a document; leaves quietly where it is gone, done, or in other hands."""
        async with self.sessions.begin() as session:
            document = await ProcessingRepository(session).claim(document_id, self.owner)
        if document is None:
            return
        if document.claims > MAX_CLAIMS:
            await self._fail(document, KILLS_READERS)
            return
        async with renewing(self.resources.engine, Document, document_id, self.owner):
            with contextlib.suppress(LeaseLost):
                await self._work(document)

    async def _work(self, document: Document) -> None:
        stage = Stage(document.stage)
        try:
            while stage is not Stage.DONE and QUEUES[stage] == self.queue:
                following = await WORK[stage](self.resources, document, self.owner)
                if following is stage:
                    break  # a long stage makes room for other documents now and then
                stage = following
        except UnreadableDocument as error:
            await self._fail(document, error.reason)
        except LeaseLost:
            raise
        except ReaderKilled:
            # Like a killed worker: counted by claims alone, which are forgiven as soon as the document comes forward.
            await self._hand_over(document, stage)
        except OUTAGES as error:
            log.warning("document.waits", document_id=str(document.id), stage=stage, error=repr(error))
            await self._wait(document, stage)
        except Exception:
            log.exception("document.stage_failed", document_id=str(document.id), stage=stage)
            await self._retry_or_fail(document, stage)
        else:
            if stage is not Stage.DONE:
                await self._hand_over(document, stage)

    async def _hand_over(self, document: Document, stage: Stage, delay: timedelta = timedelta()) -> None:
        async with self.sessions.begin() as session:
            repository = ProcessingRepository(session)
            await repository.save(document.id, self.owner, queued_at=func.now() + delay)
            await repository.release(document.id, self.owner)
            await enqueue(
                session, self.task, queue=QUEUES[stage], delay=delay, document_id=document.id, on_queue=QUEUES[stage]
            )

    async def _wait(self, document: Document, stage: Stage) -> None:
        """Try again later for as long as it takes: what is away comes back, and the document isn't to blame."""
        async with self.sessions.begin() as session:
            await ProcessingRepository(session).save(document.id, self.owner, claims=document.claims - 1)
        await self._hand_over(document, stage, OUTAGE_PAUSE)

    async def _retry_or_fail(self, document: Document, stage: Stage) -> None:
        async with self.sessions.begin() as session:
            await ProcessingRepository(session).save(document.id, self.owner, failures=Document.failures + 1)
        document.failures += 1
        if document.failures >= MAX_FAILURES:
            await self._fail(document, GAVE_UP)
        else:
            await self._hand_over(document, stage, RETRY_AFTER * document.failures)

    async def _fail(self, document: Document, reason: str) -> None:
        async with self.sessions.begin() as session:
            repository = ProcessingRepository(session)
            if await repository.save(document.id, self.owner, status=Status.FAILED, error=reason):
                await repository.release(document.id, self.owner)
                failed = await session.get_one(Document, document.id)
                await publish(session, DocumentFailed(document_id=failed.id, vault_id=failed.vault_id, reason=reason))
