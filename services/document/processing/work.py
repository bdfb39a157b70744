"""What each stage does. A stage returns the one that follows; its own name again means: more of the same, later."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from services.document.models import Document
from services.document.processing.indexing import index
from services.document.processing.lease import LeaseLost, current
from services.document.processing.repository import ProcessingRepository
from services.document.processing.stages import PAGES_A_SAVE, SECONDS_A_TURN, Stage
from services.document.processing.understanding import understand_document
from services.document.reading.document import DocumentReader
from services.document.reading.errors import MOST_TEXT, TooMuchText
from services.document.reading.page import Page
from services.document.resources import DocumentResources
from services.document.review.stated import with_stated

PAGES_A_TURN = 20
"""Pages that OCR reads before other documents get their turn: about 20 seconds."""

Work = Callable[[DocumentResources, Document, UUID], Awaitable[Stage]]


async def read(resources: DocumentResources, document: Document, owner: UUID) -> Stage:
    """Save the pages that have a text layer; the others are left to OCR."""
    known, length = await _progress(resources, document)
    until = time.monotonic() + SECONDS_A_TURN
    async with resources.storage.local_copy(document.storage_key) as path, _reader(resources, document, path) as reader:
        await _save(resources, document, owner, page_count=reader.page_count)
        scans = False
        missing = [number for number in range(1, reader.page_count + 1) if number not in known]
        for first in range(0, len(missing), PAGES_A_SAVE):
            numbers = missing[first : first + PAGES_A_SAVE]
            pages = await asyncio.to_thread(_read_texts, reader, numbers)
            scans = scans or len(pages) < len(numbers)
            length += sum(len(page.text) for page in pages)
            if length > MOST_TEXT:
                raise TooMuchText
            is_forward = await _save_pages(resources, document, owner, pages)
            if is_forward and time.monotonic() > until and numbers[-1] != missing[-1]:
                return Stage.READ
    return await _advance(resources, document, owner, Stage.OCR if scans else Stage.UNDERSTAND)


async def ocr(resources: DocumentResources, document: Document, owner: UUID) -> Stage:
    """Read the pages that are still missing, each saved as soon as it is read."""
    known, _ = await _progress(resources, document)
    async with resources.storage.local_copy(document.storage_key) as path, _reader(resources, document, path) as reader:
        await _save(resources, document, owner, page_count=reader.page_count)
        missing = [number for number in range(1, reader.page_count + 1) if number not in known]
        for number in missing[:PAGES_A_TURN]:
            page = await asyncio.to_thread(_recognise, resources, reader, number)
            await _save_pages(resources, document, owner, [page])
    return await _advance(resources, document, owner, Stage.OCR if len(missing) > PAGES_A_TURN else Stage.UNDERSTAND)


async def understand(resources: DocumentResources, document: Document, owner: UUID) -> Stage:
    """Decide what kind of document it is and read its fields; what a person said stays."""
    async with resources.sessions() as session:
        document = await current(session, document)
        pages = await ProcessingRepository(session).pages(document.id)
    found, columns = await understand_document(resources, document, pages)
    async with resources.sessions.begin() as session:
        repository = ProcessingRepository(session)
        latest = await current(session, document, locked=True)
        if (latest.is_type_chosen, latest.document_type_code) != (document.is_type_chosen, document.document_type_code):
            return Stage.UNDERSTAND  # a person chose the type in the meantime
        columns["metadata_details"] = with_stated(columns["metadata_details"], latest.stated_metadata)
        if not await repository.advance(document.id, owner, stage=Stage.INDEX, **columns):
            raise LeaseLost
        if found.vector is not None:
            await repository.save_fingerprint(document.id, found.vector, found.sketch)
    return Stage.INDEX


WORK: Mapping[Stage, Work] = {
    Stage.READ: read,
    Stage.OCR: ocr,
    Stage.UNDERSTAND: understand,
    Stage.INDEX: index,
}


@asynccontextmanager
async def _reader(resources: DocumentResources, document: Document, path: Path) -> AsyncIterator[DocumentReader]:
    reader = await asyncio.to_thread(resources.readers.open, path, document.content_type)
    try:
        yield reader
    finally:
        await asyncio.to_thread(reader.close)


async def _progress(resources: DocumentResources, document: Document) -> tuple[set[int], int]:
    """The numbers of the pages that are saved, and the characters on them."""
    async with resources.sessions() as session:
        repository = ProcessingRepository(session)
        return await repository.page_numbers(document.id), await repository.text_length(document.id)


async def _save(resources: DocumentResources, document: Document, owner: UUID, **values: Any) -> None:
    async with resources.sessions.begin() as session:
        if not await ProcessingRepository(session).save(document.id, owner, **values):
            raise LeaseLost


async def _advance(resources: DocumentResources, document: Document, owner: UUID, stage: Stage) -> Stage:
    async with resources.sessions.begin() as session:
        if not await ProcessingRepository(session).advance(document.id, owner, stage=stage):
            raise LeaseLost
    return stage


async def _save_pages(resources: DocumentResources, document: Document, owner: UUID, pages: Sequence[Page]) -> bool:
    """Whether that brought the document forward."""
    async with resources.sessions.begin() as session:
        repository = ProcessingRepository(session)
        is_forward = await repository.save_pages(document.id, pages)
        held = repository.advance if is_forward else repository.save
        if not await held(document.id, owner, page_count=Document.page_count):
            raise LeaseLost
    return is_forward


def _read_texts(reader: DocumentReader, numbers: Sequence[int]) -> list[Page]:
    return [page for number in numbers if (page := reader.read_text(number)) is not None]


def _recognise(resources: DocumentResources, reader: DocumentReader, number: int) -> Page:
    return resources.ocr.read_page(reader.render(number), number)
