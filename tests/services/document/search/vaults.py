"""Vaults of made-up passages that are committed, for what no open transaction can show."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import numpy as np

from scripts.bench.database import connected
from scripts.bench.passages import Passages, Vectors
from services.document.embedding.model import WIDTH
from services.document.resources import DocumentResources


def directions(count: int, seed: int = 1) -> Vectors:
    """Vectors of length 1 in any direction."""
    vectors = np.random.default_rng(seed).standard_normal((count, WIDTH)).astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


@asynccontextmanager
async def passages(resources: DocumentResources) -> AsyncIterator[Passages]:
    """What fills vaults, as the document service's own role; texts without a long tail."""
    url = resources.settings.role_url("document").render_as_string(hide_password=False)
    async with connected(url) as connection:
        yield Passages(directions(50), connection, np.random.default_rng(2), words=1)


async def fill(resources: DocumentResources, vault_id: UUID, chunks: int) -> None:
    async with passages(resources) as filling:
        await filling.fill(vault_id, chunks)
