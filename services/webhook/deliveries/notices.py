"""The mail that says that a webhook was disabled."""

from uuid import UUID

from services.webhook.models import Webhook
from services.webhook.resources import WebhookResources
from services.webhook.webhooks.repository import WebhookRepository
from shared.mail import Mail, enqueue_mail, mail_task
from shared.tasks import task

send_mail = mail_task("webhook")

TEXT = """\
Your webhook {url} gets no events any more. {reason}.

Since {since:%B %d, %Y} nothing has arrived there. What it missed is kept for a while: once the endpoint works again,
set the webhook's status to "active" and replay the events that failed.
"""


@task("webhook.tell_of_disabling")
async def tell_of_disabling(resources: WebhookResources, webhook_id: UUID) -> None:
    """To the owners and admins of its organization."""
    async with resources.reads() as session:
        webhook = await WebhookRepository(session).find(webhook_id)
    if webhook is None or webhook.disabled_at is None:
        return
    managers = await resources.organizations.managers(webhook.organization_id)
    contacts = await resources.accounts.contacts(ids=managers)
    async with resources.sessions.begin() as session:
        for contact in contacts:
            await enqueue_mail(session, resources, send_mail, _mail(webhook, contact.email))


def _mail(webhook: Webhook, recipient: str) -> Mail:
    text = TEXT.format(
        url=webhook.url, reason=webhook.disabled_reason, since=webhook.failing_since or webhook.disabled_at
    )
    return Mail(to=recipient, subject="A webhook was disabled", text=text)
