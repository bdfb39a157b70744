"""Keeping webhooks."""

import asyncio
import contextlib
from typing import Annotated
from uuid import UUID

import httpx
from fastapi import Depends
from uuid_utils.compat import uuid7

from services.webhook.access import Manager
from services.webhook.deliveries.repository import DeliveryRepository
from services.webhook.models import Webhook
from services.webhook.resources import WebhookApp
from services.webhook.webhooks.errors import BadWebhookSecret, SecretIsOurs, TooManyWebhooks
from services.webhook.webhooks.keys import public_keys
from services.webhook.webhooks.repository import WebhookRepository
from services.webhook.webhooks.schemas import (
    NewWebhook,
    SecretRotation,
    Status,
    WebhookCreate,
    WebhookRead,
    WebhookUpdate,
)
from services.webhook.webhooks.signing import BadSecret, Signature, new_secret, read_secret, written_secret
from shared.db.session import Session
from shared.outgoing import OutgoingFailed, TargetRefused

MOST_WEBHOOKS = 50
RESOLVING_SECONDS = 2
BY_ITS_OWNER = "Disabled by its owner"


class WebhookService:
    def __init__(self, session: Session, resources: WebhookApp) -> None:
        self.session = session
        self.resources = resources
        self.webhooks = WebhookRepository(session)

    async def create(self, manager: Manager, data: WebhookCreate) -> NewWebhook:
        """Raises OrganizationNotFound, ManagersOnly, TargetRefused, BadWebhookSecret, SecretIsOurs, TooManyWebhooks."""
        organization_id = manager.organization(data.organization_id)
        url = await self._allowed(data.url)
        secret = _chosen(data.secret, data.signature)
        if await self.webhooks.count(organization_id) >= MOST_WEBHOOKS:
            raise TooManyWebhooks
        webhook = Webhook(
            id=uuid7(),
            organization_id=organization_id,
            url=url,
            events=data.events,
            description=data.description,
            signature=data.signature,
            secret=self.resources.sealer.encrypt(secret),
            status=Status.ACTIVE,
            created_by_kind=manager.actor.kind,
            created_by_id=manager.actor.id,
            updated_at=self.resources.now(),
        )
        await self.webhooks.save(webhook)
        return self._new(webhook, secret)

    async def update(self, manager: Manager, webhook_id: UUID, data: WebhookUpdate) -> WebhookRead:
        """Raises WebhookNotFound, TargetRefused."""
        webhook = await self.webhooks.get(manager.organizations, webhook_id, locked=True)
        said = data.model_dump(exclude_unset=True)
        status = said.pop("status", webhook.status)
        if "url" in said:
            said["url"] = await self._allowed(said["url"])
        for name, value in said.items():
            setattr(webhook, name, value)
        if status != webhook.status or "url" in said:
            # Whatever was wrong with it before may be mended.
            webhook.failures, webhook.failing_since, webhook.paused_until = 0, None, None
        if status != webhook.status:
            await self._switch(webhook, status)
        webhook.updated_at = self.resources.now()
        await self.webhooks.save(webhook)
        return self.read(webhook)

    async def rotate(self, manager: Manager, webhook_id: UUID, data: SecretRotation) -> NewWebhook:
        """Raises WebhookNotFound, BadWebhookSecret, SecretIsOurs."""
        webhook = await self.webhooks.get(manager.organizations, webhook_id, locked=True)
        secret = _chosen(data.secret, webhook.signature)
        now = self.resources.now()
        webhook.previous_secret, webhook.previous_until = webhook.secret, now + data.grace
        webhook.secret = self.resources.sealer.encrypt(secret)
        webhook.updated_at = now
        await self.webhooks.save(webhook)
        return self._new(webhook, secret)

    async def delete(self, manager: Manager, webhook_id: UUID) -> None:
        """With its deliveries, also those on their way. Raises WebhookNotFound."""
        await self.webhooks.delete(await self.webhooks.get(manager.organizations, webhook_id, locked=True))

    def read(self, webhook: Webhook) -> WebhookRead:
        return WebhookRead.of(webhook, public_keys(self.resources.sealer, webhook, self.resources.now()))

    def _new(self, webhook: Webhook, secret: bytes) -> NewWebhook:
        shown = written_secret(secret) if webhook.signature == Signature.V1 else None
        return NewWebhook(**self.read(webhook).model_dump(), secret=shown)

    async def _switch(self, webhook: Webhook, status: Status) -> None:
        webhook.status = status
        is_off = status == Status.DISABLED
        webhook.disabled_reason = BY_ITS_OWNER if is_off else None
        webhook.disabled_at = self.resources.now() if is_off else None
        if is_off:
            await DeliveryRepository(self.session).give_up(webhook.id, BY_ITS_OWNER, self.resources.now())

    async def _allowed(self, written: str) -> str:
        """The address without its fragment, which is never sent. Raises TargetRefused.

        A name that nobody knows yet is no mistake: it is looked up anew for each delivery.
        """
        try:
            url = httpx.URL(written).copy_with(fragment=None)
        except httpx.InvalidURL as error:
            raise TargetRefused("The address is not a valid URL") from error
        with contextlib.suppress(OutgoingFailed, TimeoutError):
            async with asyncio.timeout(RESOLVING_SECONDS):
                await self.resources.guard.addresses(url)
        return str(url)


def _chosen(written: str | None, signature: str) -> bytes:
    """Raises BadWebhookSecret, SecretIsOurs."""
    if written is None:
        return new_secret()
    if signature == Signature.V1A:
        raise SecretIsOurs
    try:
        return read_secret(written)
    except BadSecret as error:
        raise BadWebhookSecret from error


Webhooks = Annotated[WebhookService, Depends()]
