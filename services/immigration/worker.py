"""The background half of the immigration service."""

from services.immigration.accounts.tasks import erase_account, erase_organization
from services.immigration.compliance.tasks import SWEEP_EVERY, sweep_everybody
from services.immigration.resources import ImmigrationResources
from services.immigration.settings import ImmigrationSettings
from shared.tasks import Worker

worker = Worker(
    "immigration",
    lambda: ImmigrationResources(ImmigrationSettings()),
    tasks=[erase_account, erase_organization, sweep_everybody],
    schedule={sweep_everybody.name: SWEEP_EVERY},
)
