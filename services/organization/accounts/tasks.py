"""Background tasks about accounts."""

from services.organization.accounts.service import ErasureService
from shared.events import AccountErasureRequested
from shared.resources import Resources
from shared.tasks import task


@task("organization.erase_account")
async def erase_account(resources: Resources, event: AccountErasureRequested) -> None:
    """Delete what this service holds of the person."""
    await ErasureService(resources).erase(event)
