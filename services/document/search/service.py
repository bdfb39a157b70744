"""Search and evidence: the query is embedded in this process, then one statement finds the passages."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import numpy as np

from services.document.documents.dependencies import DocumentApp
from services.document.search.highlights import highlights
from services.document.search.repository import Found, SearchRepository
from services.document.search.retrieval import Question, Scope
from services.document.search.schemas import SearchResult, SemanticSearch
from shared.clients.document import EvidenceQuestion
from shared.db.columns import AnyRow
from shared.evidence import DocumentName, Evidence, FieldFact, Nearness, PageText, Passage
from shared.sentences import split_sentences, words_of

PASSAGES_LOOKED_INTO = 5
MOST_SENTENCES = 12
"""A sentence takes two to three milliseconds."""

DOCUMENTS_READ = 50
"""The newest, where every field of them is handed over."""

DOCUMENTS_ASKED = 200
"""The newest, where it is known which fields are wanted."""


class SearchService:
    """Holds no connection while the query is embedded."""

    def __init__(self, resources: DocumentApp) -> None:
        self.resources = resources

    async def search(self, vault_id: UUID, wanted: SemanticSearch) -> list[SearchResult]:
        """At most `top_k` passages. One statement; the order is that of the score."""
        scope = Scope(vault_id, wanted.document_ids, wanted.document_types)
        question = await self._question(wanted.query)
        async with self.resources.connect() as connection:
            rows = await SearchRepository(connection).nearest(scope, question, wanted.top_k)
        return [
            SearchResult(
                chunk_id=row.id,
                document_id=row.document_id,
                filename=row.filename,
                score=round(row.score, 4),
                snippet=row.text,
                highlights=highlights(row.text, row.highlighted, wanted.query),
                page=row.page,
                boxes=row.boxes,
            )
            for row in rows
            if row.score >= wanted.min_score
        ]

    async def evidence(self, vault_id: UUID, question: EvidenceQuestion) -> Evidence:
        """Passages by hybrid search, typed fields of the newest documents that fit, and the pages that they stand on.

        Also the first page of each of these documents, so that any of them can be cited.
        """
        scope = Scope(vault_id, question.document_ids)
        limit = DOCUMENTS_READ if question.fields is None else DOCUMENTS_ASKED
        asked = await self._question(question.question)
        async with self.resources.connect() as connection:
            repository = SearchRepository(connection)
            rows = await repository.nearest(scope, asked, question.top_k)
            fitting = Scope(vault_id, question.document_ids, question.document_types)
            found = await repository.typed(fitting, question.fields, limit + 1)
            documents = found[:limit]
            facts = [fact for document in documents for fact in self._facts(document)]
            places = {(row.document_id, row.page) for row in rows} | {(fact.document_id, fact.page) for fact in facts}
            places |= {(document.id, 1) for document in documents}
            pages = await repository.page_texts(vault_id, sorted(places))
        nearness = await self._nearness(asked, rows, question.near_words) if question.near_words else {}
        return Evidence(
            documents=[DocumentName(**self._name(document)) for document in documents],
            has_more_documents=len(found) > limit,
            passages=[self._passage(row, nearness.get(row.id, [])) for row in rows],
            fields=facts,
            pages=[PageText(document_id=page.document_id, page=page.number, text=page.text) for page in pages],
        )

    async def _nearness(
        self, question: Question, rows: Sequence[Found], beginnings: Sequence[str]
    ) -> dict[UUID, list[Nearness]]:
        """Of sentences of the best passages, by their ids: no more than can be embedded in a moment."""
        sentences = [
            (row.id, sentence)
            for row in rows[:PASSAGES_LOOKED_INTO]
            for sentence in split_sentences(row.text)
            if any(word.startswith(tuple(beginnings)) for word in words_of(sentence))
        ][:MOST_SENTENCES]
        vectors = await asyncio.to_thread(self.resources.embedder.embed, [sentence for _, sentence in sentences])
        cosines = vectors @ np.asarray(question.vector, dtype=vectors.dtype)
        found: dict[UUID, list[Nearness]] = defaultdict(list)
        for (chunk_id, sentence), cosine in zip(sentences, cosines.tolist(), strict=True):
            found[chunk_id].append(Nearness(sentence=sentence, cosine=round(cosine, 4)))
        return found

    def _passage(self, row: Found, nearness: list[Nearness]) -> Passage:
        return Passage(
            chunk_id=row.id,
            document_id=row.document_id,
            filename=row.filename,
            document_type_code=row.document_type_code or "OTHER",
            document_type_name=self._type_name(row.document_type_code),
            page=row.page,
            boxes=row.boxes,
            text=row.text,
            score=round(row.score, 4),
            nearness=nearness,
        )

    async def _question(self, text: str) -> Question:
        vectors = await asyncio.to_thread(self.resources.embedder.embed, [text])
        return Question(text, vectors[0].tolist())

    def _facts(self, document: AnyRow) -> list[FieldFact]:
        return [
            FieldFact(
                **self._name(document),
                field=name,
                **{key: details[key] for key in FieldFact.model_fields if key in details},
            )
            for name, details in document.metadata_details.items()
            if details["page"] is not None  # said by a person: no page can be cited for it
        ]

    def _name(self, document: AnyRow) -> dict[str, Any]:
        return {
            "document_id": document.id,
            "filename": document.filename,
            "document_type_code": document.document_type_code or "OTHER",
            "document_type_name": self._type_name(document.document_type_code),
        }

    def _type_name(self, code: str | None) -> str:
        return self.resources.catalogue.by_code(code or "OTHER").name
