"""Hybrid retrieval in one statement: nearest by vector and best by words, fused by reciprocal rank.

The vector side is an exact scan inside the vault: an approximate index under a vault filter loses most of its recall,
and a vault is small (docs/architecture.md, measured choices). Reciprocal rank fusion with k = 60: Cormack, Clarke and
Büttcher, SIGIR 2009.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import Integer, Select, Text, cast, func, select, tuple_
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

from services.document.models import DIMENSIONS, Chunk, ChunkEmbedding, Document, DocumentPage, Status
from shared.db.columns import AnyRow

FUSION_K = 60
WORDS_WEIGHT = 0.25
"""Share of the words in the score that is shown; the rest is the cosine."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: one vault, narrowed to some documents or types where these are given."""

    vault_id: UUID
    document_ids: Sequence[UUID] | None = None
    document_types: Sequence[str] | None = None


class SearchRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def nearest(self, scope: Scope, query: str, vector: Sequence[float], top_k: int) -> Sequence[AnyRow]:
        """Rows of chunk, document and `score` (0 to 1), best first; `top_k` of them where the vault has as many."""
        cosine = (1 - ChunkEmbedding.embedding.cosine_distance(cast(vector, HALFVEC(DIMENSIONS)))).label("cosine")
        by_meaning = (
            self._candidates(scope)
            .add_columns(cosine)
            .join(ChunkEmbedding, ChunkEmbedding.chunk_id == Chunk.id)
            .where(ChunkEmbedding.vault_id == scope.vault_id)
            .cte("by_meaning")
        )
        # Any of the words, not all: a question has more words than its answer.
        words = cast(func.replace(cast(func.plainto_tsquery("english", query), Text), "&", "|"), TSQUERY)
        # Normalisation 32 maps the rank to 0 … 1.
        rank = func.ts_rank_cd(Chunk.text_search, words, 32)
        by_words = (
            self._candidates(scope).add_columns(rank.label("rank")).where(Chunk.text_search.op("@@")(words))
        ).cte("by_words")
        fused = (
            select(
                by_meaning.c.id,
                by_meaning.c.cosine,
                func.coalesce(by_words.c.rank, 0.0).label("rank"),
                func.row_number().over(order_by=by_meaning.c.cosine.desc()).label("meaning_place"),
                func.row_number().over(order_by=by_words.c.rank.desc().nulls_last()).label("words_place"),
            )
            .outerjoin(by_words, by_words.c.id == by_meaning.c.id)
            .cte("fused")
        )
        words_share = func.coalesce(1.0 / (FUSION_K + fused.c.words_place), 0.0) * (fused.c.rank > 0).cast(Integer)
        order = 1.0 / (FUSION_K + fused.c.meaning_place) + words_share
        score = (1 - WORDS_WEIGHT) * func.greatest(fused.c.cosine, 0.0) + WORDS_WEIGHT * fused.c.rank
        best = select(fused.c.id, score.label("score")).order_by(order.desc()).limit(top_k).subquery("best")
        found = await self.session.execute(
            select(
                Chunk.id,
                Chunk.document_id,
                Chunk.page,
                Chunk.text,
                Chunk.boxes,
                Document.filename,
                Document.document_type_code,
                best.c.score,
            )
            .join(best, best.c.id == Chunk.id)
            .join(Document, Document.id == Chunk.document_id)
            .order_by(best.c.score.desc(), Chunk.id)
        )
        return found.all()

    async def typed(self, scope: Scope, limit: int) -> Sequence[Document]:
        """The newest documents with what was read in them."""
        statement = select(Document).where(Document.vault_id == scope.vault_id, Document.status == Status.PROCESSED)
        statement = _narrow(statement, scope)
        found = await self.session.scalars(statement.order_by(Document.created_at.desc()).limit(limit))
        return found.all()

    async def page_texts(self, vault_id: UUID, places: Sequence[tuple[UUID, int]]) -> Sequence[AnyRow]:
        """Document, page number and text of some pages of one vault."""
        found = await self.session.execute(
            select(DocumentPage.document_id, DocumentPage.number, DocumentPage.text)
            .join(Document, Document.id == DocumentPage.document_id)
            .where(Document.vault_id == vault_id, tuple_(DocumentPage.document_id, DocumentPage.number).in_(places))
        )
        return found.all()

    def _candidates(self, scope: Scope) -> Select[Any]:
        statement = select(Chunk.id).where(Chunk.vault_id == scope.vault_id)
        if scope.document_ids is None and scope.document_types is None:
            return statement
        return _narrow(statement.join(Document, Document.id == Chunk.document_id), scope)


def _narrow(statement: Select[Any], scope: Scope) -> Select[Any]:
    if scope.document_ids is not None:
        statement = statement.where(Document.id.in_(scope.document_ids))
    if scope.document_types is not None:
        statement = statement.where(Document.document_type_code.in_([code.upper() for code in scope.document_types]))
    return statement
