"""Every query of processing."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from services.document.embedding.chunking import Chunk as TextChunk
from services.document.models import Chunk, ChunkEmbedding, Document, DocumentPage, Status
from services.document.reading.page import Line, Page, ReadingMethod, Word
from shared.db.leases import claim, release

LOST_AFTER = timedelta(minutes=5)
SWEPT_AT_ONCE = 100
PAGES_AT_ONCE = 100


class ProcessingRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def claim(self, document_id: UUID, owner: UUID) -> Document | None:
        """The document, held for `owner`; None where it is gone, done, or somebody else's."""
        claimed: Document | None = await self.session.scalar(
            claim(Document, document_id, owner)
            .where(Document.status == Status.PROCESSING)
            .values(claims=Document.claims + 1, updated_at=Document.updated_at)
            .returning(Document)
        )
        return claimed

    async def release(self, document_id: UUID, owner: UUID) -> None:
        await self.session.execute(release(Document, document_id, owner).values(updated_at=Document.updated_at))

    async def save(self, document_id: UUID, owner: UUID, **values: Any) -> bool:
        """Write to the document; False where the lease was lost to somebody else."""
        saved = await self.session.scalar(
            update(Document)
            .where(Document.id == document_id, Document.lease_owner == owner)
            .values(**values)
            .returning(Document.id)
        )
        return saved is not None

    async def advance(self, document_id: UUID, owner: UUID, **values: Any) -> bool:
        """Like `save`, for what brings the document forward: that forgives earlier claims."""
        return await self.save(document_id, owner, claims=1, **values)

    async def orphans(self) -> Sequence[Document]:
        """Documents whose worker stopped renewing, or whose message nobody took for long; locked for the caller."""
        waiting = Document.lease_until.is_(None) & (Document.queued_at < func.now() - LOST_AFTER)
        found = await self.session.scalars(
            select(Document)
            .where(Document.status == Status.PROCESSING, (Document.lease_until < func.now()) | waiting)
            .limit(SWEPT_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        return found.all()

    async def page_numbers(self, document_id: UUID) -> set[int]:
        numbers = await self.session.scalars(select(DocumentPage.number).where(DocumentPage.document_id == document_id))
        return set(numbers.all())

    async def text_length(self, document_id: UUID) -> int:
        """Characters of all its pages."""
        total = select(func.coalesce(func.sum(func.length(DocumentPage.text)), 0))
        return int(await self.session.scalar(total.where(DocumentPage.document_id == document_id)) or 0)

    async def pages(self, document_id: UUID) -> list[Page]:
        """Every page, fetched PAGES_AT_ONCE at a time: rows take more memory than the pages made of them."""
        pages: list[Page] = []
        while fetched := await self.pages_after(document_id, pages[-1].number if pages else 0, PAGES_AT_ONCE):
            pages += fetched
            if len(fetched) < PAGES_AT_ONCE:
                break
        return pages

    async def pages_after(self, document_id: UUID, number: int, count: int) -> list[Page]:
        """The next pages that are saved, `count` at most."""
        rows = await self.session.scalars(
            select(DocumentPage)
            .where(DocumentPage.document_id == document_id, DocumentPage.number > number)
            .order_by(DocumentPage.number)
            .limit(count)
        )
        return [_to_page(row) for row in rows]

    async def save_pages(self, document_id: UUID, pages: Iterable[Page]) -> bool:
        """Whether there was a new one; a page that another try already saved stays as it is."""
        rows = [_to_row(document_id, page) for page in pages]
        if not rows:
            return False
        insertion = upsert(DocumentPage).values(rows).on_conflict_do_nothing().returning(DocumentPage.number)
        return len((await self.session.scalars(insertion)).all()) > 0

    async def indexed(self, document_id: UUID) -> tuple[int, int]:
        """The last page that has chunks, or 0, and how many chunks there are."""
        found = select(func.coalesce(func.max(Chunk.page), 0), func.count()).where(Chunk.document_id == document_id)
        last, count = (await self.session.execute(found)).one()
        return last, count

    async def delete_chunks(self, document_id: UUID) -> None:
        await self.session.execute(delete(Chunk).where(Chunk.document_id == document_id))

    async def add_chunks(self, document: Document, chunks: Sequence[TextChunk], vectors: Iterable[Any]) -> None:
        if not chunks:
            return
        ids = [uuid7() for _ in chunks]
        common = {"document_id": document.id, "vault_id": document.vault_id}
        await self.session.execute(
            insert(Chunk),
            [
                common | {"id": chunk_id, "page": c.page, "position": c.position, "text": c.text, "boxes": c.boxes}
                for chunk_id, c in zip(ids, chunks, strict=True)
            ],
        )
        await self.session.execute(
            insert(ChunkEmbedding),
            [
                {"chunk_id": chunk_id, "vault_id": document.vault_id, "embedding": vector}
                for chunk_id, vector in zip(ids, vectors, strict=True)
            ],
        )


def _to_row(document_id: UUID, page: Page) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "number": page.number,
        # Postgres text holds no NUL, which broken text layers do.
        "text": page.text.replace("\x00", ""),
        "lines": [
            [
                [word.text.replace("\x00", ""), [round(edge, 4) for edge in word.box], round(word.score, 3)]
                for word in line.words
            ]
            for line in page.lines
        ],
        "method": page.method,
        "rotation": page.rotation,
    }


def _to_page(row: DocumentPage) -> Page:
    lines = tuple(Line(tuple(Word(text, tuple(box), score) for text, box, score in words)) for words in row.lines)
    return Page(row.number, lines, ReadingMethod(row.method), row.rotation)
