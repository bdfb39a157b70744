"""Webhooks and events go with whose they are."""

from services.webhook.events.repository import EventRepository
from services.webhook.resources import WebhookResources
from services.webhook.webhooks.repository import WebhookRepository
from shared.events import AccountErasureConfirmed, AccountErasureRequested, OrganizationDeleted
from shared.outbox.publish import publish
from shared.tasks import task


@task("webhook.erase_account")
async def erase_account(resources: WebhookResources, event: AccountErasureRequested) -> None:
    """Delete what was told of the person and of their vaults; their own things go with their organization."""
    async with resources.sessions.begin() as session:
        await EventRepository(session).delete_about(event.account_id)
        confirmed = AccountErasureConfirmed(
            account_id=event.account_id, erasure_id=event.erasure_id, service=resources.settings.service
        )
        await publish(session, confirmed)


@task("webhook.erase_organization")
async def erase_organization(resources: WebhookResources, event: OrganizationDeleted) -> None:
    """Delete the webhooks and events of an organization that is no more."""
    async with resources.sessions.begin() as session:
        await WebhookRepository(session).delete_of_organization(event.organization_id)
        await EventRepository(session).delete_of_organization(event.organization_id)
