"""Background tasks about conversations."""

from services.assistant.conversations.repository import ConversationRepository
from shared.events import VaultDeleted
from shared.resources import Resources
from shared.tasks import task


@task("assistant.forget_vault")
async def forget_vault(resources: Resources, event: VaultDeleted) -> None:
    """A vault was deleted: what was said about it goes too."""
    async with resources.sessions.begin() as session:
        await ConversationRepository(session).delete_of_vault(event.vault_id)
