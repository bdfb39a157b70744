"""Every query on keys, of either kind. Rows are reached through their organization."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Uuid, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.organization.machines.keys.errors import ApiKeyNotFound, AppKeyNotFound
from services.organization.models import ApiKey, AppKey
from shared.errors import NotFound
from shared.pagination import PageRequest, Pagination, Sort

KeyT = TypeVar("KeyT", ApiKey, AppKey)

NOT_FOUND: dict[type[ApiKey | AppKey], type[NotFound]] = {ApiKey: ApiKeyNotFound, AppKey: AppKeyNotFound}


class KeyRepository(Generic[KeyT]):
    def __init__(self, session: AsyncSession, kind: type[KeyT]) -> None:
        self.session = session
        self.kind: type[KeyT] = kind

    async def get(self, organization_id: UUID, key_id: UUID) -> KeyT:
        """Raises ApiKeyNotFound or AppKeyNotFound."""
        return await self._get(organization_id, key_id, locked=False)

    async def get_locked(self, organization_id: UUID, key_id: UUID) -> KeyT:
        """As `get`; others who lock the row wait until this transaction ends, and then see what it has become."""
        return await self._get(organization_id, key_id, locked=True)

    async def _get(self, organization_id: UUID, key_id: UUID, *, locked: bool) -> KeyT:
        statement = select(self.kind).where(self.kind.organization_id == organization_id, self.kind.id == key_id)
        found: KeyT | None = await self.session.scalar(statement.with_for_update() if locked else statement)
        if found is None:
            raise NOT_FOUND[self.kind]
        return found

    async def page(self, organization_id: UUID, page: PageRequest) -> tuple[Sequence[KeyT], Pagination]:
        newest_first = Sort("-created_at", self.kind.created_at, self.kind.id)
        mine = select(self.kind).where(self.kind.organization_id == organization_id)
        return await page.fetch(self.session, mine, newest_first)

    async def add(self, key: KeyT) -> KeyT:
        self.session.add(key)
        await self.session.flush()
        return key


async def store_last_use(session: AsyncSession, uses: Mapping[UUID, datetime]) -> None:
    """One statement for all of them; an older use changes nothing."""
    used = (
        func.unnest(
            cast(list(uses), ARRAY(Uuid)), cast([int(at.timestamp()) for at in uses.values()], ARRAY(BigInteger))
        )
        .table_valued("id", "seconds")
        .render_derived()
    )
    await session.execute(
        update(ApiKey)
        .where(ApiKey.id == used.c.id)
        .values(last_used_at=func.greatest(ApiKey.last_used_at, func.to_timestamp(used.c.seconds)))
        .execution_options(synchronize_session=False)
    )
