"""Every query on webhooks."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.webhook.models import Webhook
from services.webhook.webhooks.errors import WebhookNotFound
from services.webhook.webhooks.schemas import Status
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", Webhook.created_at, Webhook.id)


class WebhookRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, organizations: Collection[UUID], webhook_id: UUID, *, locked: bool = False) -> Webhook:
        """Raises WebhookNotFound, for somebody else's too."""
        wanted = select(Webhook).where(Webhook.id == webhook_id, Webhook.organization_id.in_(organizations))
        found: Webhook | None = await self.session.scalar(wanted.with_for_update() if locked else wanted)
        if found is None:
            raise WebhookNotFound
        return found

    async def find(self, webhook_id: UUID) -> Webhook | None:
        return await self.session.get(Webhook, webhook_id)

    async def count(self, organization_id: UUID) -> int:
        return await self.session.scalar(select(func.count()).where(Webhook.organization_id == organization_id)) or 0

    async def page(self, organization_id: UUID, page: PageRequest) -> tuple[Sequence[Webhook], Pagination]:
        theirs = select(Webhook).where(Webhook.organization_id == organization_id)
        return await page.fetch(self.session, theirs, NEWEST_FIRST)

    async def active(self, organizations: Collection[UUID]) -> Sequence[Webhook]:
        """Those that events are sent to."""
        wanted = select(Webhook).where(Webhook.organization_id.in_(organizations), Webhook.status == Status.ACTIVE)
        return (await self.session.scalars(wanted)).all()

    async def save(self, webhook: Webhook) -> None:
        self.session.add(webhook)
        await self.session.flush()

    async def delete(self, webhook: Webhook) -> None:
        await self.session.delete(webhook)
        await self.session.flush()

    async def delete_of_organization(self, organization_id: UUID) -> None:
        await self.session.execute(delete(Webhook).where(Webhook.organization_id == organization_id))
