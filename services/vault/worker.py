"""The background half of the vault service."""

from services.vault.accounts.tasks import confirm_erasure, erase_account, erase_organization, finish_organization
from services.vault.activity.tasks import record_activity
from services.vault.resources import VaultResources
from services.vault.settings import VaultSettings
from services.vault.shares.mail import send_mail
from services.vault.vaults.tasks import count_documents
from shared.tasks import Worker

worker = Worker(
    "vault",
    lambda: VaultResources(VaultSettings()),
    tasks=[
        count_documents,
        record_activity,
        send_mail,
        erase_account,
        erase_organization,
        confirm_erasure,
        finish_organization,
    ],
)
