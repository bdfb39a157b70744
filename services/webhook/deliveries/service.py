"""Asking for deliveries: a test at once, and again whatever was missed."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from uuid_utils.compat import uuid7

from services.webhook.access import Manager
from services.webhook.deliveries.errors import WebhookIsOff
from services.webhook.deliveries.outcome import Claimed
from services.webhook.deliveries.repository import DeliveryRepository
from services.webhook.deliveries.schemas import DeliveryDetails, Replay, Replayed, TestResult
from services.webhook.deliveries.sending import opened, send
from services.webhook.deliveries.tasks import deliver
from services.webhook.models import Delivery
from services.webhook.resources import WebhookApp
from services.webhook.webhooks.keys import signing_keys
from services.webhook.webhooks.repository import WebhookRepository
from services.webhook.webhooks.schemas import Status
from shared.db.session import Session
from shared.outbox.publish import enqueue

TEST = "webhook.test"


class DeliveryService:
    def __init__(self, session: Session, resources: WebhookApp) -> None:
        self.session = session
        self.resources = resources
        self.deliveries = DeliveryRepository(session)

    async def details(self, delivery: Delivery) -> DeliveryDetails:
        log = await self.deliveries.attempts_of(delivery.id)
        return DeliveryDetails.model_validate(
            {name: getattr(delivery, name) for name in DeliveryDetails.model_fields if name != "log"} | {"log": log}
        )

    async def replay(self, manager: Manager, webhook_id: UUID, wanted: Replay) -> Replayed:
        """Raises WebhookNotFound, WebhookIsOff."""
        webhook = await WebhookRepository(self.session).get(manager.organizations, webhook_id)
        if webhook.status != Status.ACTIVE:
            raise WebhookIsOff
        replayed = await self.deliveries.replay(webhook, wanted, self.resources.now())
        if replayed:
            await enqueue(self.session, deliver)
        return Replayed(replayed=replayed)


Deliveries = Annotated[DeliveryService, Depends()]


class EndpointTest:
    def __init__(self, resources: WebhookApp) -> None:
        self.resources = resources

    async def run(self, manager: Manager, webhook_id: UUID) -> TestResult:
        """Raises WebhookNotFound."""
        async with self.resources.reads() as session:
            webhook = await WebhookRepository(session).get(manager.organizations, webhook_id)
        now = self.resources.now()
        delivery = Claimed(
            id=uuid7(),
            attempt=1,
            webhook_id=webhook.id,
            url=webhook.url,
            signature=webhook.signature,
            sealed_keys=(),
            is_well=True,
            event_id=uuid7(),
            event_type=TEST,
            occurred_at=now,
            data={"webhook_id": str(webhook.id)},
        )
        keys = signing_keys(self.resources.sealer, webhook, now)
        async with opened(self.resources.guard) as outgoing:
            outcome = await send(outgoing, delivery, keys, self.resources.now)
        return TestResult(
            event_id=delivery.event_id,
            delivered=outcome.arrived,
            status_code=outcome.status_code,
            error=outcome.failure,
            response=outcome.response,
            duration_ms=outcome.duration_ms,
        )


Test = Annotated[EndpointTest, Depends()]
