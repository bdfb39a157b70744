"""Forgetting forwards."""

from datetime import timedelta

from services.document.forwarding.repository import ForwardRepository
from services.document.resources import DocumentResources
from shared.auth.principals import Kind
from shared.events import AccountErasureConfirmed, AccountErasureRequested
from shared.outbox.publish import publish
from shared.tasks import task

FORGET_EVERY = timedelta(hours=1)
KEPT = timedelta(days=30)
"""After its end, so that a late recipient reads that the link has expired; then the addresses go."""


@task("document.forget_forwards", retries=0)
async def forget_forwards(resources: DocumentResources) -> None:
    """Delete what expired a month ago."""
    async with resources.sessions.begin() as session:
        await ForwardRepository(session).forget(resources.now() - KEPT)


@task("document.erase_account")
async def erase_account(resources: DocumentResources, event: AccountErasureRequested) -> None:
    """Delete what a person forwarded and the links they were sent, and say so; documents go with their vaults."""
    async with resources.sessions.begin() as session:
        forwards = ForwardRepository(session)
        await forwards.forget_sender(Kind.ACCOUNT, event.account_id)
        await forwards.forget_recipient(event.email)
        await publish(
            session,
            AccountErasureConfirmed(
                account_id=event.account_id, erasure_id=event.erasure_id, service=resources.settings.service
            ),
        )
