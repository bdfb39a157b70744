"""What a process of the webhook service holds on to."""

import asyncio
from functools import cached_property
from typing import Annotated

from cryptography.fernet import Fernet
from fastapi import Depends, Request

from services.webhook.settings import WebhookSettings
from shared.outgoing import Guard
from shared.resources import Resources
from shared.secrets import cipher


class WebhookResources(Resources):
    settings: WebhookSettings

    @cached_property
    def pumping(self) -> asyncio.Lock:
        """Held while this process delivers."""
        return asyncio.Lock()

    @cached_property
    def woken(self) -> asyncio.Event:
        """That there may be more to deliver."""
        return asyncio.Event()

    @cached_property
    def guard(self) -> Guard:
        """Where deliveries may go."""
        return Guard(private_targets=self.settings.webhook_private_targets)

    @cached_property
    def sealer(self) -> Fernet:
        """For the secrets of webhooks."""
        return cipher(self.settings, "webhook-secrets")


async def webhook_resources(request: Request) -> WebhookResources:
    resources: WebhookResources = request.app.state.resources
    return resources


WebhookApp = Annotated[WebhookResources, Depends(webhook_resources)]
