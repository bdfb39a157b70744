"""Questions to a vault of 5 000 passages, with the embedded model."""

import asyncio
import json
import statistics
import time
from uuid import UUID

import numpy as np

from scripts.bench.access import database_url
from scripts.bench.database import connected
from scripts.bench.passages import Passages, real_vectors
from scripts.bench.stack import Stack
from services.document.embedding.model import Embedder

CHUNKS = 5_000
SEED = 5
ROUNDS = 10
QUESTIONS = (
    "When does my passport expire?",
    "Who is my landlord?",
    "Which documents expire within 90 days?",
    "How long is the grace period after OPT?",
)
"""A field, a sentence in other words, a list, a rule."""

PAPERS = {
    "passport.txt": b"PASSPORT\nPassport No.: AB8362917\nSurname: LINDQVIST\nDate of expiry: 02 APR 2031\n",
    "lease.txt": b"RESIDENTIAL LEASE\nLandlord: Greta Holm\nDogs and cats are not allowed in the building.\n",
    "visa.txt": b"UNITED STATES OF AMERICA\nVISA\nControl Number: 20241994370001\nExpiration Date: 18 JUL 2029\n",
}


def ask_seconds(stack: Stack) -> float:
    """From question to answer, median of all of them."""
    path = f"/vaults/{_stocked(stack)}/ask"
    times = []
    for question in QUESTIONS * ROUNDS:
        started = time.perf_counter()
        answer = stack.call("POST", "assistant", path, json={"question": question}).json()
        times.append(time.perf_counter() - started)
        if not answer["grounded"]:
            raise SystemExit(f"{question} {answer['answer']}")
    return statistics.median(times)


def first_event_seconds(stack: Stack) -> float:
    """Until the first event of a stream, median of all of them."""
    url = stack.url("assistant", f"/vaults/{_stocked(stack)}/ask-stream")
    times = []
    for question in QUESTIONS * ROUNDS:
        started = time.perf_counter()
        with stack.client.stream("POST", url, json={"question": question}) as response:
            lines = response.raise_for_status().iter_lines()
            first = next(line for line in lines if line.startswith("data: "))
            times.append(time.perf_counter() - started)
            if not json.loads(first.removeprefix("data: "))["sources"]:
                raise SystemExit(f"{question} has no source")
            for _ in lines:
                pass
    return statistics.median(times)


def _stocked(stack: Stack) -> str:
    """A vault with three papers among made-up ones."""
    vault_id = stack.new_vault()
    asyncio.run(_fill(stack, UUID(vault_id)))
    for name, content in PAPERS.items():
        stack.upload(vault_id, name, content)
    return vault_id


async def _fill(stack: Stack, vault_id: UUID) -> None:
    vectors = real_vectors(Embedder(stack.folder / "models"), 200, SEED)
    async with connected(database_url(stack, "document")) as connection:
        await Passages(vectors, connection, np.random.default_rng(SEED)).fill(vault_id, CHUNKS)
