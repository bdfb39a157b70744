"""Routes for deliveries."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query

from services.webhook.access import Reader, Writer
from services.webhook.deliveries.errors import DeliveryNotFound, WebhookIsOff
from services.webhook.deliveries.schemas import (
    DeliveryDetails,
    DeliveryList,
    DeliveryRead,
    DeliveryStatus,
    Replay,
    Replayed,
    TestResult,
)
from services.webhook.deliveries.service import Deliveries, Test
from services.webhook.webhooks.errors import WebhookNotFound
from services.webhook.webhooks.repository import WebhookRepository
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page

router = APIRouter(prefix="/api/v1/webhooks/{webhook_id}", tags=["deliveries"], route_class=IdempotentRoute)


@router.get("/deliveries", responses=describe(*GUARDED, WebhookNotFound, InvalidCursor))
async def list_deliveries(
    manager: Reader,
    webhook_id: UUID,
    deliveries: Deliveries,
    page: Page,
    status: Annotated[DeliveryStatus | None, Query(description="Only these.")] = None,
) -> DeliveryList:
    """What was sent to a webhook, or is to be, newest first."""
    webhook = await WebhookRepository(deliveries.session).get(manager.organizations, webhook_id)
    found, pagination = await deliveries.deliveries.page(webhook.id, status, page)
    return DeliveryList(deliveries=[DeliveryRead.model_validate(each) for each in found], pagination=pagination)


@router.get("/deliveries/{delivery_id}", responses=describe(*GUARDED, WebhookNotFound, DeliveryNotFound))
async def get_delivery(manager: Reader, webhook_id: UUID, delivery_id: UUID, deliveries: Deliveries) -> DeliveryDetails:
    """A delivery with each of its attempts: when, how long, and the beginning of what the endpoint answered."""
    webhook = await WebhookRepository(deliveries.session).get(manager.organizations, webhook_id)
    return await deliveries.details(await deliveries.deliveries.get(webhook.id, delivery_id))


@router.post("/replay", status_code=202, responses=describe(*GUARDED, WebhookNotFound, WebhookIsOff))
async def replay_events(
    manager: Writer, webhook_id: UUID, deliveries: Deliveries, data: Annotated[Replay | None, Body()] = None
) -> Replayed:
    """Send again, with the same ids, what failed, or everything of some time."""
    return await deliveries.replay(manager, webhook_id, data or Replay())


@router.post("/test", responses=describe(*GUARDED, WebhookNotFound))
async def test_webhook(manager: Writer, webhook_id: UUID, test: Test) -> TestResult:
    """Send a `webhook.test` event at once, and see what the endpoint answers."""
    return await test.run(manager, webhook_id)
