"""The background half of the immigration service."""

from services.immigration.accounts.tasks import erase_account, erase_organization
from services.immigration.compliance.tasks import SWEEP_EVERY, sweep_everybody
from services.immigration.documents.tasks import follow_document, forget_vault, read_document
from services.immigration.imports.tasks import FORGET_EVERY, forget_imports, run_import
from services.immigration.resources import ImmigrationResources
from services.immigration.settings import ImmigrationSettings
from shared.tasks import Worker

worker = Worker(
    "immigration",
    lambda: ImmigrationResources(ImmigrationSettings()),
    tasks=[
        erase_account,
        erase_organization,
        sweep_everybody,
        read_document,
        follow_document,
        forget_vault,
        run_import,
        forget_imports,
    ],
    schedule={sweep_everybody.name: SWEEP_EVERY, forget_imports.name: FORGET_EVERY},
)
