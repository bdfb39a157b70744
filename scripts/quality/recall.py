"""Recall of the vector side of search: of the ten passages that are truly nearest, how many are found.

Through the service's own statement, on vaults of several sizes in one table; what is nearest is worked out apart from
the database, from the vectors before they were rounded to half precision.
"""

import asyncio
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
from uuid_utils.compat import uuid7

from scripts.bench.database import connected, own_database
from scripts.bench.passages import Passages, Vectors, mixed, real_vectors
from services.document.embedding.model import WIDTH, Embedder
from services.document.resources import DocumentResources
from services.document.search.repository import SearchRepository
from services.document.search.retrieval import Question, Scope
from services.document.search.vault_indexes import VaultIndexes
from services.document.settings import DocumentSettings

SIZES = (50, 1_000, 10_000, 100_000)
TABLE = 200_000
OTHERS = 45
"""Vaults that share what is left of the table."""

NEAREST = 10
QUESTIONS = 100
EMBEDDED = 800
SEED = 20_261_123


@dataclass(frozen=True)
class Recall:
    """Mean share of the `NEAREST` that is found in a vault of so many chunks."""

    chunks: int
    recall: float
    is_indexed: bool


@dataclass
class Vault:
    """A vault of so many chunks; `vectors` by the ids of their chunks, in that order."""

    id: UUID
    size: int
    ids: list[UUID] = field(default_factory=list)
    vectors: Vectors = field(default_factory=lambda: np.empty((0, WIDTH), np.float32))

    def nearest(self, questions: Vectors) -> Iterator[set[UUID]]:
        """Ids of the vectors with the largest cosines, for each question."""
        for question in questions:
            yield {self.ids[row] for row in np.argpartition(-(self.vectors @ question), NEAREST)[:NEAREST]}


def measure() -> list[Recall]:
    """Takes about two minutes, most of it for loading and for the index of the largest vault."""
    with own_database() as settings:
        return asyncio.run(_measure(settings))


async def _measure(settings: DocumentSettings) -> list[Recall]:
    random = np.random.default_rng(SEED)
    base = real_vectors(Embedder(settings.data_dir / "models"), EMBEDDED, SEED)
    resources = DocumentResources(settings)
    try:
        async with connected(settings.database_url.get_secret_value()) as connection:
            vaults = await _load(Passages(base, connection, random, words=0))
        await VaultIndexes(settings).tend()
        questions = mixed(base, QUESTIONS, random)
        return [
            Recall(vault.size, await _recall(resources, vault, questions), vault.size > settings.vault_index_threshold)
            for vault in vaults
        ]
    finally:
        await resources.close()


async def _load(passages: Passages) -> list[Vault]:
    """The measured vaults in the middle of the others."""
    rest = [(TABLE - sum(SIZES)) // OTHERS] * OTHERS
    vaults = [Vault(uuid7(), size) for size in (*rest[: OTHERS // 2], *SIZES, *rest[OTHERS // 2 :])]
    for vault in vaults:
        vault.ids, vault.vectors = await passages.fill(vault.id, vault.size)
    await passages.connection.execute("vacuum analyze")
    return [vault for vault in vaults if vault.size in SIZES]


async def _recall(resources: DocumentResources, vault: Vault, questions: Vectors) -> float:
    found = [await _search(resources, vault.id, question) for question in questions]
    return statistics.mean(
        len(nearest & shown) / NEAREST for nearest, shown in zip(vault.nearest(questions), found, strict=True)
    )


async def _search(resources: DocumentResources, vault_id: UUID, vector: Vectors) -> set[UUID]:
    """What the service finds by the vector alone: the question has no words."""
    async with resources.connect() as connection:
        rows = await SearchRepository(connection).nearest(Scope(vault_id), Question("", vector.tolist()), NEAREST)
    return {row.id for row in rows}


if __name__ == "__main__":
    for result in measure():
        print(f"{result.chunks:>7} chunks: recall@{NEAREST} {result.recall:.4f}{' by its index' * result.is_indexed}")
