"""Search and evidence: the query is embedded in this process, then one statement finds the passages."""

import asyncio
from uuid import UUID

from services.document.documents.dependencies import DocumentApp
from services.document.search.highlights import highlights
from services.document.search.repository import Found, SearchRepository
from services.document.search.retrieval import Question, Scope
from services.document.search.schemas import SearchResult, SemanticSearch
from shared.clients.document import EvidenceQuestion
from shared.db.columns import AnyRow
from shared.evidence import Evidence, FieldFact, PageText, Passage

DOCUMENTS_CONSIDERED = 50


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
        """Passages by hybrid search, every typed field of the newest documents, and the pages that they stand on."""
        scope = Scope(vault_id, question.document_ids)
        asked = await self._question(question.question)
        async with self.resources.connect() as connection:
            repository = SearchRepository(connection)
            rows = await repository.nearest(scope, asked, question.top_k)
            documents = await repository.typed(scope, DOCUMENTS_CONSIDERED)
            facts = [fact for document in documents for fact in self._facts(document)]
            places = {(row.document_id, row.page) for row in rows} | {(fact.document_id, fact.page) for fact in facts}
            pages = await repository.page_texts(vault_id, sorted(places))
        return Evidence(
            passages=[self._passage(row) for row in rows],
            fields=facts,
            pages=[PageText(document_id=page.document_id, page=page.number, text=page.text) for page in pages],
        )

    def _passage(self, row: Found) -> Passage:
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
        )

    async def _question(self, text: str) -> Question:
        vectors = await asyncio.to_thread(self.resources.embedder.embed, [text])
        return Question(text, vectors[0].tolist())

    def _facts(self, document: AnyRow) -> list[FieldFact]:
        return [
            FieldFact(
                document_id=document.id,
                filename=document.filename,
                document_type_code=document.document_type_code or "OTHER",
                document_type_name=self._type_name(document.document_type_code),
                field=name,
                **{key: details[key] for key in FieldFact.model_fields if key in details},
            )
            for name, details in document.metadata_details.items()
            if details["page"] is not None  # said by a person: no page can be cited for it
        ]

    def _type_name(self, code: str | None) -> str:
        return self.resources.catalogue.by_code(code or "OTHER").name
