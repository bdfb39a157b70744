"""The last stage: text becomes chunks with vectors, and the document is processed."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import func

from services.document.embedding.chunking import Chunk, chunk_pages
from services.document.models import Document, Status
from services.document.processing.lease import LeaseLost, current
from services.document.processing.repository import PageRange, ProcessingRepository
from services.document.processing.stages import PAGES_A_SAVE, SECONDS_A_TURN, Stage
from services.document.reading.page import Page
from services.document.resources import DocumentResources
from shared.events import DocumentProcessed
from shared.outbox.publish import publish

DONE = {"stage": Stage.DONE, "status": Status.PROCESSED, "error": None, "processed_at": func.now()}


@dataclass(frozen=True, slots=True)
class Batch:
    """The pages after `after` that are indexed at once, with their chunks and the vectors of these."""

    after: int
    pages: Sequence[Page]
    chunks: Sequence[Chunk]
    vectors: Any

    @property
    def is_last(self) -> bool:
        return len(self.pages) < PAGES_A_SAVE

    @property
    def through(self) -> int:
        return self.pages[-1].number if self.pages else self.after

    @property
    def numbers(self) -> PageRange:
        """The last batch takes along what stood on pages that are no more."""
        return PageRange(self.after, None if self.is_last else self.through)


async def index(resources: DocumentResources, document: Document, owner: UUID) -> Stage:
    """Embed what was read since the last time, some pages after the others.

    The chunks of each page replace those that it had before, so that search finds the old text until it finds the new.
    """
    until = time.monotonic() + SECONDS_A_TURN
    async with resources.sessions() as session:
        repository = ProcessingRepository(session)
        last = (await current(session, document)).indexed_pages
        position = await repository.chunk_count(document.id, last)
    while True:
        async with resources.sessions() as session:
            pages = await ProcessingRepository(session).pages_after(document.id, last, PAGES_A_SAVE)
        batch = await asyncio.to_thread(_embed, resources, last, pages, position)
        following = await _save(resources, document, owner, batch)
        if following is not Stage.INDEX or time.monotonic() > until:
            return following
        last, position = batch.through, position + len(batch.chunks)


async def _save(resources: DocumentResources, document: Document, owner: UUID, batch: Batch) -> Stage:
    async with resources.sessions.begin() as session:
        repository = ProcessingRepository(session)
        # Locked before its chunks are written: a move that comes after takes them along, one before is seen here.
        latest = await current(session, document, locked=True)
        if latest.stage != Stage.INDEX:
            return Stage(latest.stage)
        progress = {"indexed_pages": batch.through} | (DONE if batch.is_last else {})
        if not await repository.advance(document.id, owner, **progress):
            raise LeaseLost
        await repository.replace_chunks(latest, batch.numbers, batch.chunks, batch.vectors)
        if batch.is_last:
            await repository.release(document.id, owner)
            await publish(session, _processed(latest))
    return Stage.DONE if batch.is_last else Stage.INDEX


def _embed(resources: DocumentResources, after: int, pages: Sequence[Page], position: int) -> Batch:
    """The chunks count from `position`."""
    chunks = [
        replace(chunk, position=position + chunk.position)
        for chunk in chunk_pages(pages, resources.embedder.count_tokens)
    ]
    return Batch(after, pages, chunks, resources.embedder.embed([chunk.text for chunk in chunks]))


def _processed(document: Document) -> DocumentProcessed:
    return DocumentProcessed(
        document_id=document.id,
        vault_id=document.vault_id,
        document_type_code=document.document_type_code or "OTHER",
        metadata={name: field["value"] for name, field in document.metadata_details.items()},
    )
