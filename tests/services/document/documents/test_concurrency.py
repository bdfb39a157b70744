"""Two transactions at one document, on connections of their own: unlike other tests, these commit."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import delete, select

from services.document.documents.errors import BeingProcessed
from services.document.documents.service import DocumentService
from services.document.embedding.chunking import Chunk as TextChunk
from services.document.models import DIMENSIONS, Chunk, ChunkEmbedding, Document, Status
from services.document.processing.repository import PageRange, ProcessingRepository
from shared.auth.principals import Kind, Principal
from shared.db.engine import SessionFactory, session_factory
from shared.db.tables import outbox
from tests.support.platform import Platform

WAITING = 0.2


@pytest.fixture
async def sessions(platform: Platform) -> AsyncIterator[SessionFactory]:
    factory = session_factory(platform.resources("document").engine)
    yield factory
    async with factory.begin() as session:
        await session.execute(delete(Document))
        await session.execute(delete(outbox))


@pytest.fixture
async def document(sessions: SessionFactory) -> Document:
    added = Document(
        vault_id=uuid4(),
        filename="a.txt",
        content_type="text/plain",
        size_bytes=1,
        sha256="0",
        storage_key="documents/0",
        uploaded_by_kind="account",
        uploaded_by=uuid4(),
        status=Status.PROCESSED,
        stage="done",
        processed_at=datetime.now(UTC),
    )
    async with sessions.begin() as session:
        session.add(added)
    return added


async def test_two_requests_to_reprocess_yield_one(sessions: SessionFactory, document: Document) -> None:
    async def reprocess() -> None:
        async with sessions.begin() as session:
            await DocumentService(session).reprocess(document)
            await asyncio.sleep(WAITING)

    outcomes = await asyncio.gather(reprocess(), reprocess(), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome] == [BeingProcessed]
    async with sessions() as session:
        assert len((await session.scalars(select(outbox.c.id).where(outbox.c.name == "document.process"))).all()) == 1


async def test_move_takes_along_what_indexing_is_writing(sessions: SessionFactory, document: Document) -> None:
    target, writing = uuid4(), asyncio.Event()

    async def index() -> None:
        async with sessions.begin() as session:
            locked = await session.get_one(Document, document.id, with_for_update=True)
            writing.set()
            await asyncio.sleep(WAITING)
            await ProcessingRepository(session).replace_chunks(
                locked, PageRange(0, None), [TextChunk(1, 0, "a", ())], [[0.0] * DIMENSIONS]
            )

    async def move() -> None:
        await writing.wait()
        async with sessions.begin() as session:
            await DocumentService(session).move(Principal(uuid4(), Kind.ACCOUNT), document, target)

    await asyncio.gather(index(), move())
    async with sessions() as session:
        for model in (Document, Chunk, ChunkEmbedding):
            assert (await session.scalars(select(model.vault_id))).all() == [target]
