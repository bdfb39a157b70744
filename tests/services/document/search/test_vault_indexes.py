"""The index of a large vault: built, used, given up; whatever happens to its builder."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from services.document.documents.tasks import erase_remains
from services.document.models import ChunkEmbedding, Document
from services.document.resources import DocumentResources
from services.document.search.repository import SearchRepository
from services.document.search.retrieval import Question, Scope
from services.document.search.tasks import tend_vault_indexes
from services.document.search.vault_indexes import KNOWN, PREFIX, index_name
from services.document.settings import DocumentSettings
from tests.services.document.search.vaults import directions, fill

THRESHOLD = 200
LARGE = 300


@pytest.fixture
async def resources() -> AsyncIterator[DocumentResources]:
    """A document service to which a few hundred chunks are many; what it commits is gone afterwards."""
    resources = DocumentResources(DocumentSettings().model_copy(update={"vault_index_threshold": THRESHOLD}))
    yield resources
    async with resources.sessions.begin() as session:
        await session.execute(delete(Document))
    await tend(resources)
    assert await known(resources) == {}
    await resources.close()


@pytest.fixture
async def vault_id(resources: DocumentResources) -> UUID:
    """A vault beyond the threshold."""
    identifier = uuid7()
    await fill(resources, identifier, LARGE)
    return identifier


async def tend(resources: DocumentResources) -> None:
    await tend_vault_indexes.run(resources)


async def known(resources: DocumentResources) -> dict[str, bool]:
    """Indexes of vaults by name, and whether they are valid."""
    async with resources.reads() as session:
        return {row.name: row.is_valid for row in await session.execute(KNOWN, {"prefix": PREFIX})}


async def plan(resources: DocumentResources, scope: Scope) -> str:
    """How PostgreSQL goes about a search where sorting costs a fortune: by an index in order, if one may be used."""
    asked: list[Any] = []
    async with resources.connect() as connection:
        await connection.execute(text("set enable_sort = off"))
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        with raw.query_logger(asked.append):
            question = Question("passport", directions(1)[0].tolist())
            assert len(await SearchRepository(connection).nearest(scope, question, 50)) == 50
            await asyncio.sleep(0)  # the driver tells afterwards
        # Before it stands what the driver asks about types that it sees for the first time.
        lines = await raw.fetch(f"explain {asked[-1].query}", *asked[-1].args)
        await connection.execute(text("set enable_sort = on"))
    return "\n".join(line[0] for line in lines)


async def test_large_vault_gets_an_index_that_its_searches_use(resources: DocumentResources, vault_id: UUID) -> None:
    assert index_name(vault_id) not in await plan(resources, Scope(vault_id))
    await tend(resources)
    assert await known(resources) == {index_name(vault_id): True}
    assert f"using {index_name(vault_id)} on chunk_embeddings" in await plan(resources, Scope(vault_id))


async def test_filtered_search_goes_without(resources: DocumentResources, vault_id: UUID) -> None:
    await tend(resources)
    async with resources.reads() as session:
        documents = (await session.scalars(text("select id from documents"))).all()
    assert index_name(vault_id) not in await plan(resources, Scope(vault_id, document_ids=documents))


async def test_index_finds_what_the_scan_finds(resources: DocumentResources, vault_id: UUID) -> None:
    async def ten(question: list[float]) -> list[UUID]:
        async with resources.connect() as connection:
            rows = await SearchRepository(connection).nearest(Scope(vault_id), Question("", question), 10)
        return [row.id for row in rows]

    questions = [vector.tolist() for vector in directions(20, seed=3)]
    scanned = [await ten(question) for question in questions]
    await tend(resources)
    assert [await ten(question) for question in questions] == scanned


async def test_tending_again_changes_nothing(resources: DocumentResources, vault_id: UUID) -> None:
    await tend(resources)
    before = await oids(resources)
    await tend(resources)
    assert await oids(resources) == before != []


async def test_small_vault_gets_none(resources: DocumentResources) -> None:
    await fill(resources, uuid7(), THRESHOLD)
    await tend(resources)
    assert await known(resources) == {}


async def test_other_indexes_stay(resources: DocumentResources, vault_id: UUID) -> None:
    named = text("select indexname from pg_indexes where tablename = 'chunk_embeddings'")
    async with resources.reads() as session:
        before = set(await session.scalars(named))
        await tend(resources)
        assert set(await session.scalars(named)) == {*before, index_name(vault_id)}


async def test_deleted_vault_loses_it(resources: DocumentResources, vault_id: UUID) -> None:
    await tend(resources)
    await erase_remains.run(resources, vault_id=vault_id)
    await tend(resources)
    assert await known(resources) == {}


@pytest.mark.parametrize(("left", "keeps_it"), [(THRESHOLD // 2 + 1, True), (THRESHOLD // 2, False)])
async def test_keeps_it_until_it_has_shrunk_by_half(
    resources: DocumentResources, vault_id: UUID, left: int, keeps_it: bool
) -> None:
    await tend(resources)
    async with resources.sessions.begin() as session:
        ids = (await session.scalars(text("select chunk_id from chunk_embeddings"))).all()
        await session.execute(delete(ChunkEmbedding).where(ChunkEmbedding.chunk_id.in_(ids[left:])))
    await tend(resources)
    assert await known(resources) == ({index_name(vault_id): True} if keeps_it else {})


async def test_killed_build_is_begun_again(resources: DocumentResources, vault_id: UUID) -> None:
    async with resources.sessions() as writer, writer.begin():
        await hold_up(writer)
        build = asyncio.create_task(tend(resources))
        await begun(resources)
        async with resources.sessions() as session:
            await session.execute(
                text("select pg_terminate_backend(pid) from pg_stat_activity where query like 'create index%'")
            )
        with pytest.raises(DBAPIError):
            await build
    assert await known(resources) == {index_name(vault_id): False}
    assert index_name(vault_id) not in await plan(resources, Scope(vault_id))
    await tend(resources)
    assert await known(resources) == {index_name(vault_id): True}


async def test_second_builder_leaves(resources: DocumentResources, vault_id: UUID) -> None:
    async with resources.sessions() as writer, writer.begin():
        await hold_up(writer)
        build = asyncio.create_task(tend(resources))
        await begun(resources)
        await asyncio.wait_for(tend(resources), 5)
        assert not build.done()
    await build
    assert await known(resources) == {index_name(vault_id): True}


async def hold_up(writer: Any) -> None:
    """A build waits for whoever has written to the table and hasn't committed."""
    await writer.execute(text("update chunk_embeddings set document_id = document_id"))


async def begun(resources: DocumentResources) -> None:
    """Wait until the index stands in the catalogue, not yet valid."""
    async with asyncio.timeout(10):
        while not await known(resources):  # noqa: ASYNC110 - the database tells no event
            await asyncio.sleep(0.01)


async def oids(resources: DocumentResources) -> list[int]:
    statement = text("select oid::int from pg_class where starts_with(relname, :prefix)")
    async with resources.reads() as session:
        return list(await session.scalars(statement, {"prefix": PREFIX}))
