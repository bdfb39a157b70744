"""Forgetting old forwards."""

from datetime import timedelta

from services.document.forwarding.repository import ForwardRepository
from services.document.resources import DocumentResources
from shared.tasks import task

FORGET_EVERY = timedelta(hours=1)
KEPT = timedelta(days=30)
"""After its end, so that a late recipient reads that the link has expired; then the addresses go."""


@task("document.forget_forwards", retries=0)
async def forget_forwards(resources: DocumentResources) -> None:
    """Delete what expired a month ago."""
    async with resources.sessions.begin() as session:
        await ForwardRepository(session).forget(resources.now() - KEPT)
