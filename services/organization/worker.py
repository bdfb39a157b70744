"""The background half of the organization service."""

from services.organization.accounts.confirmation import confirm_erasure
from services.organization.accounts.tasks import erase_account
from services.organization.machines.keys.tasks import STORE_EVERY, store_last_use
from services.organization.members.mails import send_mail
from services.organization.members.tasks import accept_invitations
from services.organization.settings import OrganizationSettings
from shared.resources import Resources
from shared.tasks import Worker

worker = Worker(
    "organization",
    lambda: Resources(OrganizationSettings()),
    tasks=[accept_invitations, confirm_erasure, erase_account, send_mail, store_last_use],
    schedule={store_last_use.name: STORE_EVERY},
)
