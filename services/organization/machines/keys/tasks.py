"""Background tasks about keys."""

from datetime import timedelta

from services.organization.machines.keys.last_use import LastUse
from shared.resources import Resources
from shared.tasks import task

STORE_EVERY = timedelta(minutes=1)


@task("organization.store_last_use", retries=0)
async def store_last_use(resources: Resources) -> None:
    """Keep what Redis knows of the last use of API keys."""
    await LastUse(resources).store()
