"""The one statement of a search against the same rules written out in Python."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from services.document.models import Chunk, ChunkEmbedding, Document, Status
from services.document.search.repository import SearchRepository
from services.document.search.retrieval import CANDIDATES, FUSION_K, POOL, WORDS_SHARE, Question, Scope
from tests.services.document.search.vaults import directions
from tests.support.platform import Platform

VOCABULARY = ("visa", "permit", "lease", "bank", "birth", "tax")
MORE_THAN_CANDIDATES = CANDIDATES + 30


@dataclass(frozen=True)
class Library:
    """A vault of chunks: the words that each has, once, and its vector as it is stored."""

    vault_id: UUID
    ids: list[UUID]
    words: list[set[str]]
    vectors: np.typing.NDArray[np.float32]

    def scores(self, words: set[str], vector: np.typing.NDArray[np.float32]) -> list[float]:
        """Scores of the pool, best first."""
        cosine = self.vectors @ vector
        covered = np.array([len(own & words) / max(len(words), 1) for own in self.words])
        rows = range(len(self.ids))
        meaning = sorted(rows, key=lambda row: (-cosine[row], self.ids[row]))[:CANDIDATES]
        by_words = sorted(filter(lambda row: covered[row], rows), key=lambda row: (-covered[row], self.ids[row]))
        by_words = by_words[:CANDIDATES]
        fused = {
            row: sum(1 / (FUSION_K + side.index(row) + 1) for side in (meaning, by_words) if row in side)
            for row in {*meaning, *by_words}
        }
        pool = sorted(fused, key=lambda row: (-fused[row], self.ids[row]))[:POOL]
        return sorted(
            (1 - (1 - max(cosine[row], 0)) * (1 - WORDS_SHARE * covered[row] * (row in by_words)) for row in pool),
            reverse=True,
        )


@pytest.fixture
async def library(platform: Platform) -> Library:
    random = np.random.default_rng(5)
    vault_id, ids = uuid7(), [uuid7() for _ in range(MORE_THAN_CANDIDATES)]
    words = [{word for word in VOCABULARY if random.random() < 0.3} for _ in ids]
    vectors = directions(len(ids), seed=6).astype(np.float16).astype(np.float32)
    async with platform.session("document") as session, session.begin():
        document = Document(
            vault_id=vault_id, filename="a.txt", content_type="text/plain", size_bytes=1, sha256="", storage_key="",
            uploaded_by_kind="account", uploaded_by=vault_id, status=Status.PROCESSED,
        )  # fmt: skip
        session.add(document)
        await session.flush()
        place = {"vault_id": vault_id, "document_id": document.id}
        for position, (key, own, vector) in enumerate(zip(ids, words, vectors, strict=True)):
            session.add(Chunk(id=key, page=1, position=position, text=" ".join(sorted(own)) or "-", boxes=[], **place))
            await session.flush()
            session.add(ChunkEmbedding(chunk_id=key, embedding=vector, **place))
    return Library(vault_id, ids, words, vectors)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(VOCABULARY)), st.integers(0, 1000), st.integers(1, POOL))
async def test_results_are_those_of_the_rules(
    platform: Platform, library: Library, words: set[str], seed: int, top_k: int
) -> None:
    vector = directions(1, seed)[0].astype(np.float16).astype(np.float32)
    question = Question(" ".join(words), vector.tolist())
    async with platform.resources("document").connect() as connection:
        rows = await SearchRepository(connection).nearest(Scope(library.vault_id), question, top_k)
    assert len({row.id for row in rows}) == top_k
    assert [row.score for row in rows] == pytest.approx(library.scores(words, vector)[:top_k], abs=1e-4)
    assert all(0 <= row.score <= 1 for row in rows)
