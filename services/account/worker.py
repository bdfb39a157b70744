"""The background half of the account service."""

from services.account.erasure.tasks import confirm_erasure
from services.account.mails import send_mail
from services.account.recovery.tasks import mail_reset_link
from services.account.resources import AccountResources
from services.account.settings import AccountSettings
from shared.tasks import Worker

worker = Worker(
    "account",
    lambda: AccountResources(AccountSettings()),
    tasks=[send_mail, mail_reset_link, confirm_erasure],
)
