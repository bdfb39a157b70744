"""Every query of processing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import ColumnElement, cast, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from uuid_utils.compat import uuid7

from services.document.classification.corrections import Correction
from services.document.embedding.chunking import Chunk as TextChunk
from services.document.models import DIMENSIONS, Chunk, ChunkEmbedding, Document, DocumentPage, Fingerprint, Status
from services.document.reading.page import Line, Page, ReadingMethod, Word
from services.document.search.languages import configuration
from shared.db.leases import claim, release

SWEPT_AT_ONCE = 100
PAGES_AT_ONCE = 100
CORRECTIONS_COMPARED = 20


@dataclass(frozen=True, slots=True)
class PageRange:
    """The pages after `after`, up to `through` or to the end."""

    after: int
    through: int | None

    def holds(self, number: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        return number > self.after if self.through is None else number.between(self.after + 1, self.through)


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

    async def orphans(self, lost_after: timedelta) -> Sequence[Document]:
        """Documents whose worker stopped renewing, or whose message nobody took for so long; locked for the caller."""
        waiting = Document.lease_until.is_(None) & (Document.queued_at < func.now() - lost_after)
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

    async def corrections(self, document: Document, vector: Any) -> list[Correction]:
        """The documents of the same vault whose type a person chose, the most alike first."""
        distance = Fingerprint.embedding.cosine_distance(cast(vector, HALFVEC(DIMENSIONS)))
        found = await self.session.execute(
            select(Document.id, Document.document_type_code, Document.classification, Fingerprint.sketch, distance)
            .join(Fingerprint, Fingerprint.document_id == Document.id)
            .where(Document.vault_id == document.vault_id, Document.is_type_chosen, Document.id != document.id)
            .where(Document.document_type_code.is_not(None))
            .order_by(distance)
            .limit(CORRECTIONS_COMPARED)
        )
        return [
            Correction(document_id, code, (read or {}).get("code"), 1 - away, sketch)
            for document_id, code, read, sketch, away in found
        ]

    async def save_fingerprint(self, document_id: UUID, vector: Any, sketch: Sequence[int]) -> None:
        """Remember what the document is like; a document that was processed again is compared as it reads now."""
        values = {"embedding": vector, "sketch": sketch}
        statement = upsert(Fingerprint).values(document_id=document_id, **values)
        await self.session.execute(
            statement.on_conflict_do_update(index_elements=[Fingerprint.document_id], set_=values)
        )

    async def chunk_count(self, document_id: UUID, through: int) -> int:
        """Chunks on the pages up to `through`."""
        counted = select(func.count()).where(Chunk.document_id == document_id, Chunk.page <= through)
        return await self.session.scalar(counted) or 0

    async def replace_chunks(
        self, document: Document, numbers: PageRange, chunks: Sequence[TextChunk], vectors: Iterable[Any]
    ) -> None:
        """Those of the pages in `numbers`, whatever they held before; elsewhere nothing changes."""
        await self.session.execute(delete(Chunk).where(Chunk.document_id == document.id, numbers.holds(Chunk.page)))
        if not chunks:
            return
        ids = [uuid7() for _ in chunks]
        place = {"document_id": document.id, "vault_id": document.vault_id}
        common = place | {"configuration": configuration(document.language)}
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
                place | {"chunk_id": chunk_id, "embedding": vector}
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
