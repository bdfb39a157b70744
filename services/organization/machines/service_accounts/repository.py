"""Every query on service accounts. Rows are reached through their organization."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.organization.machines.service_accounts.errors import ServiceAccountNotFound
from services.organization.models import ServiceAccount
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", ServiceAccount.created_at, ServiceAccount.id)


class ServiceAccountRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, organization_id: UUID, service_account_id: UUID) -> ServiceAccount:
        found: ServiceAccount | None = await self.session.scalar(
            select(ServiceAccount).where(
                ServiceAccount.organization_id == organization_id, ServiceAccount.id == service_account_id
            )
        )
        if found is None:
            raise ServiceAccountNotFound
        return found

    async def page(self, organization_id: UUID, page: PageRequest) -> tuple[Sequence[ServiceAccount], Pagination]:
        mine = select(ServiceAccount).where(ServiceAccount.organization_id == organization_id)
        return await page.fetch(self.session, mine, NEWEST_FIRST)

    async def add(self, account: ServiceAccount) -> ServiceAccount:
        self.session.add(account)
        await self.session.flush()
        return account

    async def deactivate(self, service_account_id: UUID, now: datetime) -> None:
        """The first time counts."""
        await self.session.execute(
            update(ServiceAccount)
            .where(ServiceAccount.id == service_account_id, ServiceAccount.deactivated_at.is_(None))
            .values(deactivated_at=now)
        )
