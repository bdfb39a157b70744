"""Hybrid retrieval in one statement: nearest by vector and best by words, fused by reciprocal rank.

Both sides name a fixed number of candidates, whatever is asked for, so that a shorter list is the beginning of a
longer one. Reciprocal rank fusion with k = 60 decides which of them are looked at further (Cormack, Clarke and
Büttcher, SIGIR 2009); their order is that of the score, in which cosine and words count by their size, not their
place alone (Bruch, Gai and Ingber, TOIS 2023, on fusion by scores).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    CTE,
    REAL,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Text,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, REGCONFIG, TSQUERY

from services.document.models import DIMENSIONS, Chunk, ChunkEmbedding, Document
from services.document.search.languages import CONFIGURATIONS, PLAIN

FUSION_K = 60
CANDIDATES = 100
"""Of each side."""

POOL = 50
"""Of both together: the most that anybody may ask for."""

MOST_WORDS = 64
"""Of a question; a longer one is a text, and its vector says more than its words."""

WORDS_SHARE = 0.4
"""How far all words of the question, found in a passage, lift its score from the cosine towards 1."""

IDENTIFIER_SHARE = 0.8
"""The same for a number of five digits or more, such as a receipt number, of which a vector knows nothing."""

ONE_OF_EACH = 6 / math.pi**2
"""What `ts_rank` gives a text that has each word once; more often counts more, up to 1."""

EQUAL_WEIGHTS = cast(literal([1.0] * 4), ARRAY(REAL))

SEARCH_SESSION = {
    "hnsw.ef_search": "200",
    "hnsw.iterative_scan": "strict_order",
    "plan_cache_mode": "force_custom_plan",
}
"""For vaults with an index: twice the candidates that are asked for, and on until there are as many.

Planned for each vault: a plan for any vault would never see that the index of this one fits, nor how large it is.
"""

HIGHLIGHT_START, HIGHLIGHT_END = "\x02", "\x03"
HIGHLIGHTING = f'HighlightAll=true, StartSel="{HIGHLIGHT_START}", StopSel="{HIGHLIGHT_END}"'


VAULT_ID = bindparam("vault_id", type_=Uuid())
VAULT_WORD = cast(bindparam("vault_word", type_=Text()), TSQUERY)
DOCUMENT_IDS = bindparam("document_ids", type_=ARRAY(Uuid()))
DOCUMENT_TYPES = bindparam("document_types", type_=ARRAY(Text()))
WORDS = bindparam("words", type_=Text())
VECTOR = cast(bindparam("vector", type_=ARRAY(REAL)), HALFVEC(DIMENSIONS))
"""Sent as an array, which the driver packs; to write a vector out as text takes most of a millisecond."""
TOP_K = bindparam("top_k", type_=Integer())


@dataclass(frozen=True, slots=True)
class Filter:
    """What a search is narrowed by; as many statements as there are of these."""

    by_id: bool
    by_type: bool

    @property
    def is_whole_vault(self) -> bool:
        return not (self.by_id or self.by_type)

    def documents(self) -> Select[Any]:
        """Ids of the documents of the vault that it leaves."""
        statement = select(Document.id).where(Document.vault_id == VAULT_ID)
        if self.by_id:
            statement = statement.where(Document.id == any_(DOCUMENT_IDS))
        if self.by_type:
            statement = statement.where(Document.document_type_code == any_(DOCUMENT_TYPES))
        return statement


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: one vault, narrowed to some documents or types where these are given."""

    vault_id: UUID
    document_ids: Sequence[UUID] | None = None
    document_types: Sequence[str] | None = None

    @property
    def filter(self) -> Filter:
        return Filter(self.document_ids is not None, self.document_types is not None)

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "vault_id": self.vault_id,
            "vault_word": f"'{self.vault_id}'",
            "document_ids": self.document_ids,
            "document_types": [code.upper() for code in self.document_types or ()],
        }


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for, as text and as the model's vector of it."""

    text: str
    vector: Sequence[float]

    @property
    def parameters(self) -> dict[str, Any]:
        # Postgres text holds no NUL.
        words = self.text.replace("\x00", " ").split()[:MOST_WORDS]
        return {"words": " ".join(words), "vector": self.vector}


@cache
def retrieval(narrowed: Filter) -> Select[Any]:
    """Chunk, document, `score` (0 to 1) and `highlighted` text, best first; `top_k` of them where there are as many.

    Made once: to put it together takes longer than PostgreSQL needs for a small vault.
    """
    asked = _asked()
    fused = _fused(_by_meaning(narrowed), _by_words(narrowed, asked))
    cosine = func.greatest(1 - ChunkEmbedding.embedding.cosine_distance(VECTOR), 0.0)
    score = (1 - (1 - cosine) * (1 - fused.c.share)).label("score")
    best = (
        select(fused.c.id, score)
        .join(ChunkEmbedding, ChunkEmbedding.chunk_id == fused.c.id)
        .order_by(score.desc(), fused.c.id)
        .limit(TOP_K)
        .subquery("best")
    )
    highlighted = func.ts_headline(cast(Chunk.configuration, REGCONFIG), Chunk.text, asked.c.words, HIGHLIGHTING)
    return (
        select(
            Chunk.id,
            Chunk.document_id,
            Chunk.page,
            Chunk.text,
            Chunk.boxes,
            Document.filename,
            Document.document_type_code,
            best.c.score,
            highlighted.label("highlighted"),
        )
        .join(best, best.c.id == Chunk.id)
        .join(Document, Document.id == Chunk.document_id)
        .outerjoin(asked, asked.c.configuration == Chunk.configuration)
        .order_by(best.c.score.desc(), Chunk.id)
    )


def _asked() -> CTE:
    """Words and identifiers of the question as each language of the vault has them.

    Every step is materialized: PostgreSQL would else take the question to pieces in thirty languages, or once a chunk.
    """
    known = cast(sorted({PLAIN, *CONFIGURATIONS.values()}), ARRAY(Text))
    name = func.unnest(known).column_valued("name")
    is_present = exists().where(Chunk.vault_id == VAULT_ID, Chunk.configuration == name)
    present = select(name.label("configuration")).where(is_present).cte("present").prefix_with("materialized")
    identifiers = _any_of(literal(PLAIN), func.document.identifiers(WORDS)).label("identifiers")
    numbers = select(identifiers).cte("numbers").prefix_with("materialized")
    words = _any_of(present.c.configuration, WORDS).op("||")(numbers.c.identifiers)
    return (
        select(present.c.configuration, words.label("words"), numbers.c.identifiers)
        .join_from(present, numbers, true())
        .cte("asked")
        .prefix_with("materialized")
    )


def _any_of(configuration: ColumnElement[Any], text: ColumnElement[Any]) -> ColumnElement[Any]:
    """Any of the words, not all: a question has more words than its answer."""
    every = func.plainto_tsquery(cast(configuration, REGCONFIG), text)
    return cast(func.replace(cast(every, Text), "&", "|"), TSQUERY)


def _by_meaning(narrowed: Filter) -> CTE:
    """The nearest vectors, by an exact scan of what is searched, or by the vault's own index where it has one."""
    distance = ChunkEmbedding.embedding.cosine_distance(VECTOR)
    nearest = select(ChunkEmbedding.chunk_id.label("id"), distance.label("distance"))
    nearest = nearest.where(ChunkEmbedding.vault_id == VAULT_ID)
    if narrowed.is_whole_vault:
        nearest = nearest.order_by(distance)
    else:
        # Adding nothing keeps the index out, which would leave off what the filter wants.
        nearest = nearest.where(ChunkEmbedding.document_id.in_(narrowed.documents())).order_by(distance + 0)
    found = nearest.limit(CANDIDATES).subquery("nearest")
    place = func.row_number().over(order_by=(found.c.distance, found.c.id))
    return select(found.c.id, place.label("place")).cte("by_meaning")


def _by_words(narrowed: Filter, asked: CTE) -> CTE:
    """The chunks with most of the question's words, and before them those with one of its identifiers."""
    matches = Chunk.text_search.op("@@")(VAULT_WORD.op("&&")(asked.c.words))
    is_identified = Chunk.text_search.op("@@")(asked.c.identifiers)
    coverage = func.ts_rank(EQUAL_WEIGHTS, Chunk.text_search, asked.c.words)
    rank = (coverage + cast(is_identified, Integer)).label("rank")
    best = (
        select(Chunk.id, rank)
        .join(asked, asked.c.configuration == Chunk.configuration)
        .where(Chunk.vault_id == VAULT_ID, func.numnode(asked.c.words) > 0, matches)
        .order_by(rank.desc(), Chunk.id)
        .limit(CANDIDATES)
    )
    if not narrowed.is_whole_vault:
        best = best.where(Chunk.document_id.in_(narrowed.documents()))
    found = best.subquery("best_by_words")
    share = case((found.c.rank > 1, IDENTIFIER_SHARE), else_=WORDS_SHARE * func.least(found.c.rank / ONE_OF_EACH, 1.0))
    place = func.row_number().over(order_by=(found.c.rank.desc(), found.c.id))
    return select(found.c.id, share.label("share"), place.label("place")).cte("by_words")


def _fused(by_meaning: CTE, by_words: CTE) -> Subquery:
    """The pool: by the sum over both sides of 1 / (k + place)."""
    chunk_id = func.coalesce(by_meaning.c.id, by_words.c.id).label("id")
    meaning, words = (func.coalesce(1.0 / (FUSION_K + side.c.place), 0.0) for side in (by_meaning, by_words))
    return (
        select(chunk_id, func.coalesce(by_words.c.share, 0.0).label("share"))
        .join_from(by_meaning, by_words, by_meaning.c.id == by_words.c.id, full=True)
        .order_by((meaning + words).desc(), chunk_id)
        .limit(POOL)
        .subquery("fused")
    )
