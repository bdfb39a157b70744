"""What the rules do by the clock."""

from datetime import timedelta

from services.immigration.compliance.sweep import sweep
from services.immigration.resources import ImmigrationResources
from shared.tasks import task

SWEEP_EVERY = timedelta(hours=6)
"""A step is raised once however often it is looked for; so a scheduler that is restarted loses no day."""


@task("immigration.sweep")
async def sweep_everybody(resources: ImmigrationResources) -> None:
    """Raise compliance.due and status.expiring for whatever has come nearer."""
    await sweep(resources)
