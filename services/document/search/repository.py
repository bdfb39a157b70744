"""Every query of search."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.document.models import Document, DocumentPage, Status
from services.document.search.retrieval import Question, Scope, retrieval
from shared.db.columns import AnyRow
from shared.db.driver import fetch
from shared.evidence import Box


@dataclass(frozen=True, slots=True)
class Found:
    """A chunk and its document; `score` from 0 to 1, the other names are those of the columns."""

    id: UUID
    document_id: UUID
    page: int
    text: str
    boxes: list[Box]
    filename: str
    document_type_code: str | None
    score: float
    highlighted: str | None
    """The text with marks around the question's words; None where it has none."""


class SearchRepository:
    """Rows on a bare connection: a search is one of the hot reads (docs/decisions/0007-hot-reads.md)."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def nearest(self, scope: Scope, question: Question, top_k: int) -> list[Found]:
        """Best first; `top_k` of them where the vault has as many."""
        values = scope.parameters | question.parameters | {"top_k": top_k}
        return [Found(**row) for row in await fetch(self.connection, retrieval(scope.filter), values)]

    async def typed(self, scope: Scope, limit: int) -> Sequence[AnyRow]:
        """The newest documents with what was read in them."""
        newest = (
            select(Document.id, Document.filename, Document.document_type_code, Document.metadata_details)
            .where(Document.id.in_(scope.filter.documents()), Document.status == Status.PROCESSED)
            .order_by(Document.created_at.desc())
            .limit(limit)
        )
        return (await self.connection.execute(newest, scope.parameters)).all()

    async def page_texts(self, vault_id: UUID, places: Sequence[tuple[UUID, int]]) -> Sequence[AnyRow]:
        """Document, page number and text of some pages of one vault."""
        found = await self.connection.execute(
            select(DocumentPage.document_id, DocumentPage.number, DocumentPage.text)
            .join(Document, Document.id == DocumentPage.document_id)
            .where(Document.vault_id == vault_id, tuple_(DocumentPage.document_id, DocumentPage.number).in_(places))
        )
        return found.all()
