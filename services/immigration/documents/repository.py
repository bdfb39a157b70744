"""Every query on links between persons and documents; whose they are the persons say."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.documents.errors import DocumentNotFound
from services.immigration.models import PersonDocument
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", PersonDocument.created_at, PersonDocument.id)


class PersonDocumentRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, person_id: UUID, document_id: UUID, *, locked: bool = False) -> PersonDocument:
        """Raises DocumentNotFound. `locked`: until the transaction ends."""
        wanted = select(PersonDocument).where(
            PersonDocument.person_id == person_id, PersonDocument.document_id == document_id
        )
        found: PersonDocument | None = await self.session.scalar(wanted.with_for_update() if locked else wanted)
        if found is None:
            raise DocumentNotFound
        return found

    async def page(self, person_id: UUID, page: PageRequest) -> tuple[Sequence[PersonDocument], Pagination]:
        theirs = select(PersonDocument).where(PersonDocument.person_id == person_id)
        return await page.fetch(self.session, theirs, NEWEST_FIRST)

    async def all_of(self, persons: Collection[UUID]) -> Sequence[PersonDocument]:
        """Without asking whose they are: for those whose persons were found already."""
        found = await self.session.scalars(select(PersonDocument).where(PersonDocument.person_id.in_(persons)))
        return found.all()

    async def about(self, document_id: UUID) -> Sequence[PersonDocument]:
        """Of everybody whom a document is about, locked until the transaction ends."""
        links = select(PersonDocument).where(PersonDocument.document_id == document_id).order_by(PersonDocument.id)
        return (await self.session.scalars(links.with_for_update())).all()

    async def add(self, link: PersonDocument) -> bool:
        """False where the document was linked already."""
        columns = {column.key: getattr(link, column.key) for column in PersonDocument.__table__.columns}
        said = {name: value for name, value in columns.items() if name != "created_at"}
        made = insert(PersonDocument).values(said).on_conflict_do_nothing().returning(PersonDocument.id)
        return await self.session.scalar(made) is not None

    async def delete(self, link: PersonDocument) -> None:
        await self.session.delete(link)
        await self.session.flush()

    async def delete_of_document(self, document_id: UUID) -> None:
        await self.session.execute(delete(PersonDocument).where(PersonDocument.document_id == document_id))

    async def delete_of_vault(self, vault_id: UUID) -> None:
        await self.session.execute(delete(PersonDocument).where(PersonDocument.vault_id == vault_id))
