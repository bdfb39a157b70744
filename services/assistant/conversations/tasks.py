"""Background tasks about conversations."""

from services.assistant.conversations.repository import ConversationRepository
from shared.events import AccountErasureConfirmed, AccountErasureRequested, VaultDeleted
from shared.outbox.publish import publish
from shared.resources import Resources
from shared.tasks import task


@task("assistant.forget_vault")
async def forget_vault(resources: Resources, event: VaultDeleted) -> None:
    """A vault was deleted: what was said about it goes too."""
    async with resources.sessions.begin() as session:
        await ConversationRepository(session).delete_of_vault(event.vault_id)


@task("assistant.erase_account")
async def erase_account(resources: Resources, event: AccountErasureRequested) -> None:
    """Delete what a person asked and was answered, and say so; what was said about their vaults goes with those."""
    async with resources.sessions.begin() as session:
        await ConversationRepository(session).delete_of_account(event.account_id)
        await publish(
            session,
            AccountErasureConfirmed(
                account_id=event.account_id, erasure_id=event.erasure_id, service=resources.settings.service
            ),
        )
