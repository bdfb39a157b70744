"""The background half of the vault service."""

from services.vault.settings import VaultSettings
from services.vault.vaults.tasks import count_documents
from shared.resources import Resources
from shared.tasks import Worker

worker = Worker("vault", lambda: Resources(VaultSettings()), tasks=[count_documents])
