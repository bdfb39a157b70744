"""Routes for webhooks."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query

from services.webhook.access import ManagersOnly, OrganizationNotFound, Reader, Writer
from services.webhook.webhooks.errors import BadWebhookSecret, SecretIsOurs, TooManyWebhooks, WebhookNotFound
from services.webhook.webhooks.schemas import (
    NewWebhook,
    SecretRotation,
    WebhookCreate,
    WebhookList,
    WebhookRead,
    WebhookUpdate,
)
from services.webhook.webhooks.service import Webhooks
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.outgoing import TargetRefused
from shared.pagination import Page
from shared.schemas import Success

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"], route_class=IdempotentRoute)

ORGANIZATION = (*GUARDED, ManagersOnly, OrganizationNotFound)
SECRETS = (BadWebhookSecret, SecretIsOurs)


@router.post("", status_code=201, responses=describe(*ORGANIZATION, TargetRefused, *SECRETS, TooManyWebhooks))
async def create_webhook(manager: Writer, data: WebhookCreate, webhooks: Webhooks) -> NewWebhook:
    """Have an organization's events sent to an address; for owners and admins.

    Each is a POST of `{type, timestamp, data}`, signed as Standard Webhooks 1.0.0 has it, until it is answered with
    2xx: at once, and then for three days. The `secret` is shown only here.
    """
    return await webhooks.create(manager, data)


@router.get("", responses=describe(*ORGANIZATION, InvalidCursor))
async def list_webhooks(
    manager: Reader, organization_id: Annotated[UUID, Query(description="Whose.")], webhooks: Webhooks, page: Page
) -> WebhookList:
    """An organization's webhooks, newest first."""
    found, pagination = await webhooks.webhooks.page(manager.organization(organization_id), page)
    return WebhookList(webhooks=[webhooks.read(each) for each in found], pagination=pagination)


@router.get("/{webhook_id}", responses=describe(*GUARDED, WebhookNotFound))
async def get_webhook(manager: Reader, webhook_id: UUID, webhooks: Webhooks) -> WebhookRead:
    """A webhook and how it fares; its secret is not shown again."""
    return webhooks.read(await webhooks.webhooks.get(manager.organizations, webhook_id))


@router.patch("/{webhook_id}", responses=describe(*GUARDED, WebhookNotFound, TargetRefused))
async def update_webhook(manager: Writer, webhook_id: UUID, data: WebhookUpdate, webhooks: Webhooks) -> WebhookRead:
    """Change its address or its events, turn it off, or on again after it was disabled."""
    return await webhooks.update(manager, webhook_id, data)


@router.delete("/{webhook_id}", responses=describe(*GUARDED, WebhookNotFound))
async def delete_webhook(manager: Writer, webhook_id: UUID, webhooks: Webhooks) -> Success:
    """Nothing is sent to it any more."""
    await webhooks.delete(manager, webhook_id)
    return Success()


@router.post("/{webhook_id}/rotate-secret", responses=describe(*GUARDED, WebhookNotFound, *SECRETS))
async def rotate_secret(
    manager: Writer, webhook_id: UUID, webhooks: Webhooks, data: Annotated[SecretRotation | None, Body()] = None
) -> NewWebhook:
    """Sign with a new secret from now on; for a day, or as long as you say, with the old one too."""
    return await webhooks.rotate(manager, webhook_id, data or SecretRotation())
