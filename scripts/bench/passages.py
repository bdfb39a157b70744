"""Made-up passages in any number: texts from a vocabulary, vectors from the real model.

A model embeds about sixty passages a second, so only a few hundred are embedded and each further vector is a mix of
three of them with a little noise. Independent random vectors would tell nothing: in 384 dimensions they all stand at
right angles to each other, whereas real ones crowd into a narrow cone of few true dimensions, as these do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector
from uuid_utils.compat import uuid7

from services.document.embedding.model import Embedder

Vectors = NDArray[np.float32]

SUBJECTS = (
    "the applicant", "your employer", "the petitioner", "a dependent child", "the spouse", "the student",
    "your landlord", "the designated school official", "the border officer", "the consulate", "an attorney",
    "the tax office",
)  # fmt: skip
ACTS = (
    "must file", "has signed", "may request", "lost", "renewed", "translated", "has to pay for", "received",
    "withdrew", "will review", "cannot transfer", "appealed", "copied", "reported", "extended",
)  # fmt: skip
OBJECTS = (
    "the passport", "a work permit", "the visa petition", "the lease", "a birth certificate",
    "the arrival record", "an affidavit of support", "the bank statement", "a travel document",
    "the labour certification", "a marriage record", "the medical examination", "a notice of hearing",
    "the diploma", "the vaccination card", "an insurance policy",
)  # fmt: skip
MANNERS = (
    "before the end of the month", "within ninety days", "at the port of entry", "with two witnesses",
    "by registered mail", "for the second time", "on behalf of the family", "without a fee",
    "after the interview", "while abroad", "under a new address", "in the original language",
    "despite the delay", "for a sum of nine hundred crowns",
)  # fmt: skip
SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo")
WORDS = 20_000
ROWS_AT_ONCE = 5_000
MIXED = 3
NOISE = 0.25
CHUNKS_OF_A_DOCUMENT = 20


def sentences(count: int, seed: int) -> list[str]:
    """Sentences about papers and permits; the same for the same seed."""
    random = np.random.default_rng(seed)
    parts = [random.choice(part, count) for part in (SUBJECTS, ACTS, OBJECTS, MANNERS)]
    return [" ".join(words).capitalize() + "." for words in zip(*parts, strict=True)]


def real_vectors(embedder: Embedder, count: int, seed: int) -> Vectors:
    """Vectors of two sentences each, as the model has them."""
    single = sentences(2 * count, seed)
    return embedder.embed([f"{one} {other}" for one, other in zip(single[::2], single[1::2], strict=True)])


def mixed(base: Vectors, count: int, random: np.random.Generator) -> Vectors:
    """`count` vectors between three of `base`, of length 1."""
    shares = random.dirichlet(np.full(MIXED, 0.5), count).astype(np.float32)
    picked = random.integers(len(base), size=(count, MIXED))
    vectors = sum(share[:, None] * base[rows] for share, rows in zip(shares.T, picked.T, strict=True))
    vectors += random.standard_normal(vectors.shape, np.float32) * NOISE / np.sqrt(vectors.shape[1])
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


DOCUMENT: dict[str, object] = {
    "id": None,
    "vault_id": None,
    "sha256": "",
    "filename": "made-up.txt",
    "content_type": "text/plain",
    "size_bytes": 0,
    "storage_key": "",
    "uploaded_by_kind": "account",
    "uploaded_by": UUID(int=0),
    "language": "en",
    "is_type_chosen": False,
    "status": "processed",
    "stage": "done",
    "failures": 0,
    "claims": 1,
}


@dataclass(frozen=True)
class Passages:
    """Fills vaults with documents of made-up passages: rows as the service would have written them."""

    base: Vectors
    connection: asyncpg.Connection
    random: np.random.Generator

    words: int = 40
    """Of the long tail in each text; none where texts are not looked at."""

    async def fill(self, vault_id: UUID, chunks: int) -> tuple[list[UUID], Vectors]:
        """Ids and vectors of the vault's new chunks. Some 4 000 chunks a second, by binary COPY."""
        vectors = mixed(self.base, chunks, self.random)
        ids = [uuid7() for _ in range(chunks)]
        for first in range(0, chunks, ROWS_AT_ONCE):
            part = slice(first, first + ROWS_AT_ONCE)
            await self._fill(vault_id, ids[part], vectors[part])
        return ids, vectors

    async def _fill(self, vault_id: UUID, ids: list[UUID], vectors: Vectors) -> None:
        documents = [uuid7() for _ in ids[::CHUNKS_OF_A_DOCUMENT]]
        places = [(documents[row // CHUNKS_OF_A_DOCUMENT], row % CHUNKS_OF_A_DOCUMENT) for row in range(len(ids))]
        await self._copy("documents", tuple(DOCUMENT), [_document(vault_id, key) for key in documents])
        await self._copy(
            "chunks",
            ("id", "document_id", "vault_id", "page", "position", "text", "boxes", "configuration"),
            [
                (key, document, vault_id, 1, position, text, "[]", "english")
                for key, (document, position), text in zip(ids, places, self._texts(len(ids)), strict=True)
            ],
        )
        await self._copy(
            "chunk_embeddings",
            ("chunk_id", "vault_id", "document_id", "embedding"),
            [
                (key, vault_id, document, HalfVector(vector))
                for key, (document, _), vector in zip(ids, places, vectors, strict=True)
            ],
        )

    async def _copy(self, table: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
        await self.connection.copy_records_to_table(table, schema_name="document", columns=columns, records=rows)

    def _texts(self, count: int) -> Iterator[str]:
        """Two sentences and words of a long tail: the n-th word is n times rarer than the first (Zipf)."""
        tail = np.exp(self.random.random((count, self.words)) * np.log(WORDS)).astype(int)
        single = sentences(2 * count, int(self.random.integers(1 << 31))) if self.words else [""] * (2 * count)
        for row, numbers in enumerate(tail):
            yield f"{single[2 * row]} {single[2 * row + 1]} " + " ".join(map(_word, numbers))


def _document(vault_id: UUID, document_id: UUID) -> tuple[object, ...]:
    return tuple((DOCUMENT | {"id": document_id, "vault_id": vault_id, "sha256": document_id.hex}).values())


def _word(number: int) -> str:
    """A word of its own for every number, pronounceable so that nothing takes it for a number."""
    letters = ""
    while number:
        number, rest = divmod(number, len(SYLLABLES))
        letters += SYLLABLES[rest]
    return letters
