"""The task that asks the feeds."""

from datetime import timedelta

from services.assistant.news.fetching import fetch_due
from services.assistant.resources import AssistantResources
from shared.tasks import task

LOOK_EVERY = timedelta(minutes=5)
"""For feeds whose time has come; each has its own."""


@task("assistant.fetch_news")
async def fetch_news(resources: AssistantResources) -> None:
    """Ask every feed that is due."""
    await fetch_due(resources)
