"""The webhook service."""

from fastapi import FastAPI

from services.webhook.deliveries.endpoints import router as deliveries
from services.webhook.events.endpoints import router as events
from services.webhook.resources import WebhookResources
from services.webhook.settings import WebhookSettings as Settings
from services.webhook.webhooks.endpoints import router as webhooks
from shared.app import create_app

DESCRIPTION = "Events out: webhooks, deliveries and their retries."


def create(settings: Settings) -> FastAPI:
    return create_app(WebhookResources(settings), [webhooks, deliveries, events], description=DESCRIPTION)
