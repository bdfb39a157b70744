"""What each stage does. A stage returns the one that follows; its own name again means: more of the same, later."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func

from services.document.classification.classify import classify
from services.document.embedding.chunking import Chunk, chunk_pages
from services.document.extraction.extract import extract
from services.document.extraction.fields import FieldValue
from services.document.models import Document, Status
from services.document.mrz.find import find_mrz
from services.document.processing.repository import ProcessingRepository
from services.document.processing.stages import Stage
from services.document.reading.document import DocumentReader
from services.document.reading.errors import MOST_TEXT, TooMuchText
from services.document.reading.language import detect_language
from services.document.reading.page import Box, Page
from services.document.resources import DocumentResources
from shared.events import DocumentProcessed
from shared.outbox.publish import publish

PAGES_A_TURN = 20
"""Pages that OCR reads before other documents get their turn: about 20 seconds."""

SECONDS_A_TURN = 5.0
"""How long text is read or embedded before other documents get their turn."""

PAGES_A_SAVE = 10

Work = Callable[[DocumentResources, Document, UUID], Awaitable[Stage]]


class LeaseLost(Exception):
    """Somebody else took the document over: leave without a trace."""


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
    """Decide what kind of document it is and read its fields; a type that a person chose stays."""
    async with resources.sessions() as session:
        pages = await ProcessingRepository(session).pages(document.id)
    found = await asyncio.to_thread(_understand, resources, document, pages)
    async with resources.sessions.begin() as session:
        repository = ProcessingRepository(session)
        if not await repository.advance(document.id, owner, stage=Stage.INDEX, **found):
            raise LeaseLost
        # Indexing goes on from the last page that has chunks.
        await repository.delete_chunks(document.id)
    return Stage.INDEX


async def index(resources: DocumentResources, document: Document, owner: UUID) -> Stage:
    """Chunk and embed the text, some pages after the others; with the last of them the document is processed."""
    until = time.monotonic() + SECONDS_A_TURN
    async with resources.sessions() as session:
        last, position = await ProcessingRepository(session).indexed(document.id)
    while True:
        async with resources.sessions() as session:
            pages = await ProcessingRepository(session).pages_after(document.id, last, PAGES_A_SAVE)
        chunks, vectors = await asyncio.to_thread(_embed, resources, pages, position)
        is_last = len(pages) < PAGES_A_SAVE
        await _save_chunks(resources, document, owner, chunks, vectors, is_last=is_last)
        if is_last:
            return Stage.DONE
        if chunks and time.monotonic() > until:
            return Stage.INDEX
        last, position = pages[-1].number, position + len(chunks)


async def _save_chunks(
    resources: DocumentResources,
    document: Document,
    owner: UUID,
    chunks: Sequence[Chunk],
    vectors: Iterable[Any],
    *,
    is_last: bool,
) -> None:
    async with resources.sessions.begin() as session:
        repository = ProcessingRepository(session)
        # First, for it locks the row: whoever lost the lease in the meantime must write nothing.
        held = repository.advance if chunks or is_last else repository.save
        if not await held(document.id, owner, **(DONE if is_last else {"stage": Stage.INDEX})):
            raise LeaseLost
        await repository.add_chunks(document, chunks, vectors)
        if is_last:
            await repository.release(document.id, owner)
            await publish(session, _processed(await session.get_one(Document, document.id)))


DONE = {"stage": Stage.DONE, "status": Status.PROCESSED, "error": None, "processed_at": func.now()}

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


def _embed(resources: DocumentResources, pages: Sequence[Page], position: int) -> tuple[list[Chunk], Any]:
    """The chunks of these pages, counted from `position`, and their vectors."""
    chunks = [
        replace(chunk, position=position + chunk.position)
        for chunk in chunk_pages(pages, resources.embedder.count_tokens)
    ]
    return chunks, resources.embedder.embed([chunk.text for chunk in chunks])


def _understand(resources: DocumentResources, document: Document, pages: Sequence[Page]) -> dict[str, Any]:
    today = resources.now().date()
    mrz = find_mrz(pages, today=today)
    found: dict[str, Any] = {"language": detect_language("\n".join(page.text for page in pages))}
    code = document.document_type_code
    if not document.is_type_chosen or code is None:
        classification = classify(pages, mrz, resources.catalogue)
        code = classification.code
        found |= {"document_type_code": code, "classification_confidence": classification.confidence}
    values = extract(resources.catalogue.by_code(code), pages, mrz, today=today)
    found["metadata_details"] = {name: _details(value, pages) for name, value in values.items()}
    return found


def _details(value: FieldValue, pages: Sequence[Page]) -> dict[str, Any]:
    page = next((page for page in pages if page.number == value.page), None)
    return {
        "value": value.value,
        "confidence": round(value.confidence, 3),
        "page": value.page,
        "box": value.box,
        "method": value.method,
        "verified": value.verified,
        "evidence": value.evidence,
        "snippet": _line_at(page, value.box) if page and value.box else None,
    }


def _line_at(page: Page, box: Box) -> str | None:
    """The text of the line that covers most of the box: what a citation of the value quotes."""

    def overlap(other: Box) -> float:
        width = min(box[2], other[2]) - max(box[0], other[0])
        height = min(box[3], other[3]) - max(box[1], other[1])
        return max(0.0, width) * max(0.0, height)

    best = max(page.lines, key=lambda line: overlap(line.box), default=None)
    return best.text if best and overlap(best.box) > 0 else None


def _processed(document: Document) -> DocumentProcessed:
    return DocumentProcessed(
        document_id=document.id,
        vault_id=document.vault_id,
        document_type_code=document.document_type_code or "OTHER",
        metadata={name: field["value"] for name, field in document.metadata_details.items()},
    )
