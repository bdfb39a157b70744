"""Names of machines, for those who show what a machine did."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from services.organization.models import ApiKey, ServiceAccount


async def machine_names(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    """Of service accounts and API keys that exist, also of those that are stopped."""
    rows = await session.execute(
        union_all(*(select(kind.id, kind.name).where(kind.id.in_(ids)) for kind in (ServiceAccount, ApiKey)))
    )
    return {row.id: row.name for row in rows}
