"""What search adds to its statement and to the model."""

import asyncio
import json
import statistics
import time
from http.client import HTTPConnection
from uuid import UUID

import asyncpg
import numpy as np
from pgvector import HalfVector
from uuid_utils.compat import uuid7

from scripts.bench.access import database_url
from scripts.bench.database import connected
from scripts.bench.passages import Passages, real_vectors, sentences
from scripts.bench.stack import Stack
from scripts.bench.timing import seconds
from services.document.embedding.model import BATCH, Embedder

SIZES = (50, 1_000, 10_000)
OTHERS = 20
CHUNKS_OF_OTHERS = 2_000
QUESTIONS = 100
PASSAGES = 64
ROUNDS = 5
SEED = 4

BY_HAND = """
with asked as materialized (
    select replace(plainto_tsquery('english', $3)::text, '&', '|')::tsquery as words
), meaning as (
    select id, row_number() over (order by distance) as place
    from (
        select chunk_id as id, embedding <=> $2 as distance from chunk_embeddings
        where vault_id = $1 order by distance limit 100
    ) as nearest
), wording as (
    select id, row_number() over (order by rank desc) as place
    from (
        select chunks.id, ts_rank(text_search, words) as rank from chunks, asked
        where vault_id = $1 and text_search @@ (quote_literal($1::uuid::text)::tsquery && words)
        order by rank desc limit 100
    ) as matching
), fused as (
    select id, coalesce(1.0 / (60 + meaning.place), 0) + coalesce(1.0 / (60 + wording.place), 0) as score
    from meaning full join wording using (id) order by score desc limit 10
)
select chunks.*, filename, score
from fused join chunks using (id) join documents on documents.id = chunks.document_id
order by score desc
"""


def search_ratio(stack: Stack) -> float:
    """95th percentile of searches over that of embedding the question and the statement written by hand, in turn.

    In vaults of several sizes among others, the largest as large as the exact scan is meant for.
    """
    return asyncio.run(_search_ratio(stack))


async def _search_ratio(stack: Stack) -> float:
    embedder = Embedder(stack.folder / "models")
    vaults = {size: stack.new_vault() for size in SIZES}
    async with connected(database_url(stack, "document")) as connection:
        passages = Passages(real_vectors(embedder, 200, SEED), connection, np.random.default_rng(SEED))
        for _ in range(OTHERS):
            await passages.fill(uuid7(), CHUNKS_OF_OTHERS)
        for size, vault_id in vaults.items():
            await passages.fill(UUID(vault_id), size)
        ratios = {size: await _ratio(stack, embedder, connection, vault_id) for size, vault_id in vaults.items()}
    return max(ratios.values())


async def _ratio(stack: Stack, embedder: Embedder, connection: asyncpg.Connection, vault_id: str) -> float:
    ours, parts = [], []
    # A client library would take 2 ms of its own for a request, which are not the service's.
    door = HTTPConnection("127.0.0.1", stack.port("document"))
    for question in sentences(QUESTIONS, SEED + 1):
        started = time.perf_counter()
        found = _search(door, stack, vault_id, question)
        between = time.perf_counter()
        vector = HalfVector(embedder.embed([question])[0])
        rows = await connection.fetch(BY_HAND, UUID(vault_id), vector, question)
        parts.append(time.perf_counter() - between)
        ours.append(between - started)
        if len(found) != len(rows):
            raise SystemExit(f"The search found {len(found)} passages, the statement {len(rows)}")
    return _p95(ours) / _p95(parts)


def _search(door: HTTPConnection, stack: Stack, vault_id: str, question: str) -> list[object]:
    body = json.dumps({"query": question, "top_k": 10})
    headers = {"Content-Type": "application/json", **stack.person}
    door.request("POST", f"/api/v1/vaults/{vault_id}/semantic-search", body, headers)
    answer = json.loads(door.getresponse().read())
    results: list[object] = answer["results"]
    return results


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times[len(times) // 10 :], n=20)[-1]  # without the first ones, that fill caches


def embedding_ratio(stack: Stack) -> float:
    """Passages a second from text to vector over those of the engine alone on the same batches, median of turns."""
    embedder = Embedder(stack.folder / "models")
    texts = [" ".join(sentences(8, SEED + number)) for number in range(PASSAGES)]
    embedder.embed(texts[:BATCH])
    model = embedder._model()  # noqa: SLF001 - the same engine without us
    tokens = sorted((encoding.ids for encoding in model.tokenizer.encode_batch(texts)), key=len)
    batches = [_padded(tokens[first : first + BATCH]) for first in range(0, PASSAGES, BATCH)]

    def engine_alone() -> None:
        for batch in batches:
            model.session.run(["embedding"], batch)

    return statistics.median(seconds(engine_alone) / seconds(lambda: embedder.embed(texts)) for _ in range(ROUNDS))


def _padded(tokens: list[list[int]]) -> dict[str, np.typing.NDArray[np.int64]]:
    longest = max(map(len, tokens))
    ids = np.array([row + [0] * (longest - len(row)) for row in tokens], dtype=np.int64)
    return {"input_ids": ids, "attention_mask": (ids > 0).astype(np.int64)}
