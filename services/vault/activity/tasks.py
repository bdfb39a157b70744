"""Entering what other services did."""

from typing import Any

from services.vault.activity.entries import entries_of
from services.vault.activity.repository import ActivityRepository
from shared.events import VaultEvent, read_event
from shared.resources import Resources
from shared.tasks import task


@task("vault.record_activity")
async def record_activity(resources: Resources, event: dict[str, Any]) -> None:
    """Many types listen here, so the event says itself which it is; one that comes twice is entered once."""
    act = read_event(event)
    if isinstance(act, VaultEvent):
        async with resources.sessions.begin() as session:
            await ActivityRepository(session).add(entries_of(act))
