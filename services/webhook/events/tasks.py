"""Events of all services, as the relay sends them on, and the end of those that are old."""

from datetime import timedelta
from typing import Any

import structlog
from pydantic import ValidationError

from services.webhook.events.audience import concerned
from services.webhook.events.fan_out import fan_out
from services.webhook.events.repository import FORGOTTEN_AT_ONCE, EventRepository
from services.webhook.resources import WebhookResources
from shared.event_catalogue import data_of
from shared.events import EVENTS, Event, read_event
from shared.tasks import task

log = structlog.get_logger(__name__)

FORGET_EVERY = timedelta(hours=1)
TRIES = 300
"""With pauses of five minutes: a day in which the vault or organization service may be away."""


@task("webhook.take_events", queue="webhook", retries=TRIES)
async def take_events(resources: WebhookResources, events: list[dict[str, Any]]) -> None:
    """Have many events sent to whoever wants them. Once each, however often they come."""
    read = [event for event in map(_understood, events) if event is not None]
    rows = [
        {
            "organization_id": organization_id,
            "id": event.id,
            "type": event.type,
            "occurred_at": event.occurred_at,
            "data": data_of(event.model_dump(mode="json")),
            "about": list(whom.accounts),
        }
        for event, whom in zip(read, await concerned(resources, read), strict=True)
        for organization_id in whom.organizations
    ]
    async with resources.sessions.begin() as session:
        await fan_out(session, rows, resources.now())


@task("webhook.forget_events", queue="webhook")
async def forget_events(resources: WebhookResources) -> None:
    """With their deliveries."""
    while True:
        async with resources.sessions.begin() as session:
            gone = await EventRepository(session).delete_older(resources.now(), resources.settings.events_kept)
        if gone < FORGOTTEN_AT_ONCE:
            return


def _understood(sent: dict[str, Any]) -> Event | None:
    """None for one of another version of this program: it must not keep the others of its batch back."""
    try:
        return read_event(sent) if sent.get("type") in EVENTS else None
    except ValidationError as error:
        log.warning("event.not_understood", type=sent.get("type"), error=error.errors(include_input=False))
        return None
