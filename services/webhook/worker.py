"""The background half of the webhook service."""

from services.webhook.accounts.tasks import erase_account, erase_organization
from services.webhook.deliveries.notices import send_mail, tell_of_disabling
from services.webhook.deliveries.tasks import DELIVER_EVERY, deliver
from services.webhook.events.tasks import FORGET_EVERY, forget_events, take_events
from services.webhook.resources import WebhookResources
from services.webhook.settings import WebhookSettings
from shared.tasks import Worker

worker = Worker(
    "webhook",
    lambda: WebhookResources(WebhookSettings()),
    tasks=[take_events, deliver, tell_of_disabling, send_mail, forget_events, erase_account, erase_organization],
    schedule={deliver.name: DELIVER_EVERY, forget_events.name: FORGET_EVERY},
)
