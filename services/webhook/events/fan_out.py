"""Events become deliveries: one for each webhook that wants them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.webhook.deliveries.repository import DeliveryRepository
from services.webhook.deliveries.tasks import deliver
from services.webhook.events.repository import EventRepository
from services.webhook.models import Webhook
from services.webhook.webhooks.patterns import wants
from services.webhook.webhooks.repository import WebhookRepository
from shared.outbox.publish import enqueue


async def fan_out(session: AsyncSession, events: Sequence[dict[str, Any]], now: datetime) -> None:
    """Write rows of events and what goes to whom. Those that are known already change nothing."""
    await EventRepository(session).add(events)
    webhooks: dict[UUID, list[Webhook]] = defaultdict(list)
    for webhook in await WebhookRepository(session).active({event["organization_id"] for event in events}):
        webhooks[webhook.organization_id].append(webhook)
    wanted = [
        ((event["organization_id"], event["id"]), webhook.id)
        for event in events
        for webhook in webhooks[event["organization_id"]]
        if wants(webhook.events, event["type"])
    ]
    if await DeliveryRepository(session).add(wanted, now):
        await enqueue(session, deliver)
