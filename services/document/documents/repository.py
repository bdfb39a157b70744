"""Every query on documents. Rows are reached through their vault; whether the caller may see it is decided before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services.document.documents.errors import CopyInTarget, DocumentNotFound
from services.document.models import Chunk, ChunkEmbedding, Document, DocumentPage, Status
from shared.pagination import PageRequest, Pagination, Sort


class DocumentSort(StrEnum):
    """Orders of the list; `-` is descending."""

    NEWEST = "-created_at"
    OLDEST = "created_at"
    NAME = "filename"
    NAME_DESCENDING = "-filename"


SORTS = {
    DocumentSort.NEWEST: Sort("-created_at", Document.created_at, Document.id),
    DocumentSort.OLDEST: Sort("created_at", Document.created_at, Document.id, descending=False),
    DocumentSort.NAME: Sort("filename", Document.filename, Document.id, descending=False),
    DocumentSort.NAME_DESCENDING: Sort("-filename", Document.filename, Document.id),
}


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What a list is narrowed to; None narrows nothing."""

    search: str | None = None
    document_type_code: str | None = None
    status: Status | None = None


class DocumentRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, document_id: UUID) -> Document:
        document = await self.session.get(Document, document_id)
        if document is None:
            raise DocumentNotFound
        return document

    async def exists(self, document_id: UUID) -> bool:
        return bool(await self.session.scalar(select(exists().where(Document.id == document_id))))

    async def find_copy(self, vault_id: UUID, sha256: str) -> Document | None:
        found: Document | None = await self.session.scalar(
            select(Document).where(Document.vault_id == vault_id, Document.sha256 == sha256)
        )
        return found

    async def add_unless_copy(self, document: Document) -> Document | None:
        """The row, or None where the vault has these bytes already; two uploads at once yield one row."""
        values = {name: value for name, value in vars(document).items() if not name.startswith("_")}
        added: Document | None = await self.session.scalar(
            insert(Document).values(values).on_conflict_do_nothing().returning(Document)
        )
        return added

    async def page(
        self, vault_id: UUID, narrowed: DocumentFilter, sort: DocumentSort, page: PageRequest
    ) -> tuple[Sequence[Document], Pagination]:
        statement = select(Document).where(Document.vault_id == vault_id)
        if narrowed.search:
            text_matches = exists().where(
                DocumentPage.document_id == Document.id,
                DocumentPage.text.icontains(narrowed.search, autoescape=True),
            )
            name_matches = Document.filename.icontains(narrowed.search, autoescape=True)
            statement = statement.where(or_(text_matches, name_matches))
        if narrowed.document_type_code:
            statement = statement.where(Document.document_type_code == narrowed.document_type_code)
        if narrowed.status:
            statement = statement.where(Document.status == narrowed.status)
        return await page.fetch(self.session, statement, SORTS[sort])

    async def all(self, vault_id: UUID) -> Sequence[Document]:
        """Every document of a vault, oldest first."""
        in_vault = select(Document).where(Document.vault_id == vault_id)
        return (await self.session.scalars(in_vault.order_by(Document.created_at, Document.id))).all()

    async def count(self, vault_id: UUID) -> tuple[int, datetime]:
        """How many documents the vault holds, and the moment at which that was so."""
        counted = select(func.count(), func.statement_timestamp()).where(Document.vault_id == vault_id)
        count, at = (await self.session.execute(counted.select_from(Document))).one()
        return count, at

    async def lock(self, seen: Document) -> Document:
        """The document as it is now, which nobody else changes before the end of the transaction.

        Raises DocumentNotFound where it is gone, or in another vault than the one that the caller was let into.
        """
        document = await self.session.get(Document, seen.id, with_for_update=True)
        if document is None or document.vault_id != seen.vault_id or document.is_doomed:
            raise DocumentNotFound
        return document

    async def move(self, document: Document, vault_id: UUID) -> None:
        """Take a locked document to another vault, with what searches find of it. Raises CopyInTarget."""
        sha256 = document.sha256
        try:
            async with self.session.begin_nested():
                document.vault_id = vault_id
                await self.session.flush()
        except IntegrityError as error:
            copy = await self.find_copy(vault_id, sha256)
            raise CopyInTarget(f"{CopyInTarget.detail}: {copy.id}" if copy else None) from error
        for part in (Chunk, ChunkEmbedding):
            await self.session.execute(update(part).where(part.document_id == document.id).values(vault_id=vault_id))

    async def page_texts(self, document_id: UUID) -> Sequence[tuple[int, str]]:
        """Numbers and texts of the pages that were read, in order."""
        wanted = select(DocumentPage.number, DocumentPage.text).where(DocumentPage.document_id == document_id)
        rows = (await self.session.execute(wanted.order_by(DocumentPage.number))).all()
        return [(row.number, row.text) for row in rows]

    async def forget_pages(self, document_id: UUID) -> None:
        await self.session.execute(delete(DocumentPage).where(DocumentPage.document_id == document_id))

    async def delete(self, seen: Document) -> bool:
        """False where it is gone, or in another vault by now."""
        as_seen = delete(Document).where(Document.id == seen.id, Document.vault_id == seen.vault_id)
        return await self.session.scalar(as_seen.returning(Document.id)) is not None

    async def doom(self, vault_id: UUID) -> Sequence[UUID]:
        """The ids of what a deleted vault holds; from now on none of it can be moved to safety."""
        doomed = update(Document).where(Document.vault_id == vault_id).values(is_doomed=True).returning(Document.id)
        return (await self.session.scalars(doomed)).all()

    async def delete_all(self, ids: Sequence[UUID]) -> None:
        await self.session.execute(delete(Document).where(Document.id.in_(ids)))
