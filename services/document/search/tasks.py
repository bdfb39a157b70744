"""Background tasks of search."""

from datetime import timedelta

from services.document.resources import DocumentResources
from services.document.search.vault_indexes import VaultIndexes
from shared.tasks import task

TEND_EVERY = timedelta(minutes=5)


@task("document.tend_vault_indexes", retries=0)
async def tend_vault_indexes(resources: DocumentResources) -> None:
    """Give large vaults the index that they lack, and take it from those that are gone or have shrunk."""
    await VaultIndexes(resources.settings).tend()
