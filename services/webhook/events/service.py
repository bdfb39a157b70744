"""Events that organizations publish themselves, and what became of events."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from uuid_utils.compat import uuid7

from services.webhook.access import Manager
from services.webhook.deliveries.errors import WebhookIsOff
from services.webhook.deliveries.repository import DeliveryRepository
from services.webhook.deliveries.schemas import DeliveryRead
from services.webhook.deliveries.tasks import deliver
from services.webhook.events.errors import PayloadTooLarge, TwoOrganizations
from services.webhook.events.fan_out import fan_out
from services.webhook.events.repository import EventRepository
from services.webhook.events.schemas import EventCreate, EventRead
from services.webhook.models import Event
from services.webhook.resources import WebhookApp
from services.webhook.webhooks.repository import WebhookRepository
from services.webhook.webhooks.schemas import Status
from shared.db.session import Session
from shared.outbox.publish import enqueue

LARGEST_PAYLOAD = 64 * 1024


class EventService:
    def __init__(self, session: Session, resources: WebhookApp) -> None:
        self.session = session
        self.resources = resources
        self.events = EventRepository(session)
        self.deliveries = DeliveryRepository(session)

    async def publish(self, manager: Manager, data: EventCreate, in_query: UUID | None) -> EventRead:
        """Raises TwoOrganizations, OrganizationNotFound, ManagersOnly, PayloadTooLarge."""
        if in_query and data.organization_id and in_query != data.organization_id:
            raise TwoOrganizations
        organization_id = manager.organization(data.organization_id or in_query)
        if len(json.dumps(data.payload).encode()) > LARGEST_PAYLOAD:
            raise PayloadTooLarge
        now, event_id = self.resources.now(), uuid7()
        event = {
            "organization_id": organization_id,
            "id": event_id,
            "type": data.event_type,
            "occurred_at": now,
            "data": data.payload,
            "about": [],
        }
        await fan_out(self.session, [event], now)
        return await self.read_one(await self.events.get([organization_id], event_id))

    async def redeliver(self, manager: Manager, event_id: UUID, webhook_id: UUID | None) -> EventRead:
        """Raises EventNotFound, WebhookNotFound, WebhookIsOff."""
        event = await self.events.get(manager.organizations, event_id)
        key, now = (event.organization_id, event.id), self.resources.now()
        if webhook_id:
            webhook = await WebhookRepository(self.session).get([event.organization_id], webhook_id)
            if webhook.status != Status.ACTIVE:
                raise WebhookIsOff
            # It may never have been sent there.
            await self.deliveries.add([(key, webhook_id)], now)
        await self.deliveries.repeat(key, webhook_id, now)
        await enqueue(self.session, deliver)
        return await self.read_one(event)

    async def read_one(self, event: Event) -> EventRead:
        return (await self.read([event]))[0]

    async def read(self, events: Sequence[Event]) -> list[EventRead]:
        """With their deliveries, in one question for all."""
        deliveries: dict[tuple[UUID, UUID], list[DeliveryRead]] = defaultdict(list)
        for each in await self.deliveries.of_events([(event.organization_id, event.id) for event in events]):
            deliveries[each.organization_id, each.event_id].append(DeliveryRead.model_validate(each))
        return [
            EventRead(
                id=event.id,
                organization_id=event.organization_id,
                event_type=event.type,
                payload=event.data,
                occurred_at=event.occurred_at,
                created_at=event.created_at,
                deliveries=deliveries[event.organization_id, event.id],
            )
            for event in events
        ]


Events = Annotated[EventService, Depends()]
