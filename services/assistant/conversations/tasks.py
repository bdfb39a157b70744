"""Background tasks about conversations."""

from datetime import timedelta

from services.assistant.conversations.repository import ConversationRepository
from services.assistant.resources import AssistantResources
from shared.events import AccountErasureConfirmed, AccountErasureRequested, VaultDeleted
from shared.outbox.publish import publish
from shared.resources import Resources
from shared.tasks import task

DELETE_EVERY = timedelta(hours=1)
MOST_AT_A_TIME = 500


@task("assistant.forget_vault")
async def forget_vault(resources: Resources, event: VaultDeleted) -> None:
    """A vault was deleted: what was said about it goes too."""
    async with resources.sessions.begin() as session:
        await ConversationRepository(session).delete_of_vault(event.vault_id)


@task("assistant.delete_old_conversations")
async def delete_old_conversations(resources: AssistantResources) -> None:
    """Delete what nobody has written to for as long as the operator keeps conversations; some at a time."""
    kept = resources.settings.conversations_kept
    if kept is None:
        return
    deleted = MOST_AT_A_TIME
    while deleted == MOST_AT_A_TIME:
        async with resources.sessions.begin() as session:
            conversations = ConversationRepository(session)
            deleted = await conversations.delete_untouched_since(resources.now() - kept, MOST_AT_A_TIME)


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
