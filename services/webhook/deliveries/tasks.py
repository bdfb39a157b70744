"""Deliveries in the background."""

from datetime import timedelta

from services.webhook.deliveries.pump import Pump
from services.webhook.resources import WebhookResources
from shared.outbox.publish import enqueue
from shared.tasks import task

DELIVER_EVERY = timedelta(seconds=2)


@task("webhook.deliver", queue="webhook")
async def deliver(resources: WebhookResources) -> None:
    """Send whatever is due. In each process one pump runs at a time; another call only has it look once more."""
    if resources.pumping.locked():
        resources.woken.set()
        return
    async with resources.pumping:
        is_done = True
        resources.woken.set()
        while is_done and resources.woken.is_set():
            resources.woken.clear()
            is_done = await Pump(resources).run()
    if not is_done:
        async with resources.sessions.begin() as session:
            await enqueue(session, deliver)
