"""Every query on imports that are worked through in the background."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from services.immigration.imports.errors import ImportNotFound
from services.immigration.models import Import
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", Import.created_at, Import.id)


class ImportRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, owners: Collection[UUID], import_id: UUID, *, locked: bool = False) -> Import:
        """Without its content. Raises ImportNotFound, for somebody else's too."""
        wanted = (
            select(Import).where(Import.id == import_id, Import.owner_id.in_(owners)).options(defer(Import.content))
        )
        found: Import | None = await self.session.scalar(wanted.with_for_update() if locked else wanted)
        if found is None:
            raise ImportNotFound
        return found

    async def page(self, owners: Collection[UUID], page: PageRequest) -> tuple[Sequence[Import], Pagination]:
        theirs = select(Import).where(Import.owner_id.in_(owners)).options(defer(Import.content))
        return await page.fetch(self.session, theirs, NEWEST_FIRST)

    async def find(self, import_id: UUID) -> Import | None:
        """With its content."""
        found: Import | None = await self.session.scalar(select(Import).where(Import.id == import_id))
        return found

    async def hold(self, import_id: UUID) -> Import | None:
        """Locked, without its content."""
        wanted = select(Import).where(Import.id == import_id).options(defer(Import.content))
        found: Import | None = await self.session.scalar(wanted.with_for_update())
        return found

    async def add(self, row: Import) -> Import:
        self.session.add(row)
        await self.session.flush()
        return row

    async def delete_of_owner(self, owner_id: UUID) -> None:
        await self.session.execute(delete(Import).where(Import.owner_id == owner_id))

    async def delete_older(self, now: datetime, age: timedelta) -> None:
        await self.session.execute(delete(Import).where(Import.created_at < now - age))
