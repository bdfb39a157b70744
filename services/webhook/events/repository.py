"""Every query on events."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.webhook.deliveries.schemas import DeliveryStatus
from services.webhook.events.errors import EventNotFound
from services.webhook.models import Delivery, Event
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", Event.created_at, Event.id)
FORGOTTEN_AT_ONCE = 5_000


class EventRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, organizations: Collection[UUID], event_id: UUID) -> Event:
        """Raises EventNotFound, for somebody else's too. One of several organizations is that of the first of them."""
        wanted = select(Event).where(Event.id == event_id, Event.organization_id.in_(organizations))
        found: Event | None = await self.session.scalar(wanted.order_by(Event.organization_id).limit(1))
        if found is None:
            raise EventNotFound
        return found

    async def page(
        self, organization_id: UUID, webhook_id: UUID | None, event_type: str | None, page: PageRequest
    ) -> tuple[Sequence[Event], Pagination]:
        wanted = select(Event).where(Event.organization_id == organization_id)
        if webhook_id:
            sent = select(Delivery.event_id).where(Delivery.webhook_id == webhook_id)
            wanted = wanted.where(Event.id.in_(sent))
        if event_type:
            wanted = wanted.where(Event.type == event_type)
        return await page.fetch(self.session, wanted, NEWEST_FIRST)

    async def add(self, events: Sequence[dict[str, Any]]) -> None:
        """Those that are not there yet."""
        if events:
            await self.session.execute(insert(Event).on_conflict_do_nothing(), events)

    async def delete_of_organization(self, organization_id: UUID) -> None:
        await self.session.execute(delete(Event).where(Event.organization_id == organization_id))

    async def delete_about(self, account_id: UUID) -> None:
        await self.session.execute(delete(Event).where(Event.about.contains([account_id])))

    async def delete_older(self, now: datetime, age: timedelta) -> int:
        """Some of those that are old and on their way to nobody. How many."""
        pending = select(Delivery.id).where(
            Delivery.organization_id == Event.organization_id,
            Delivery.event_id == Event.id,
            Delivery.status == DeliveryStatus.PENDING,
        )
        old = (
            select(Event.organization_id, Event.id)
            .where(Event.created_at < now - age, ~pending.exists())
            .limit(FORGOTTEN_AT_ONCE)
        )
        gone = delete(Event).where(tuple_(Event.organization_id, Event.id).in_(old)).returning(Event.id)
        return len((await self.session.execute(gone)).all())
