"""Writing entries, with the act itself where it is our own."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.vault.activity.entries import entries_of
from services.vault.activity.repository import ActivityRepository
from shared.events import VaultEvent
from shared.outbox.publish import publish


async def publish_act(session: AsyncSession, event: VaultEvent) -> None:
    """State a fact about a vault and enter it in its activity: both if and only if this transaction commits."""
    await ActivityRepository(session).add(entries_of(event))
    await publish(session, event)
