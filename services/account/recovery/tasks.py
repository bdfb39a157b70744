"""Background tasks about forgotten passwords."""

from uuid import UUID

from services.account.auth.repository import AccountRepository
from services.account.mail_tokens.sending import RESET_PASSWORD, mail_token
from services.account.resources import AccountResources
from shared.secrets import cipher
from shared.tasks import task

PURPOSE = "forgot-password"


@task("account.mail_reset_link", queue="mail")
async def mail_reset_link(resources: AccountResources, request_id: UUID, sealed_email: str) -> None:
    """Somebody forgot the password of this address; where there is no account, that is all.

    The mail goes to the address that is stored, not to the one that was typed.
    """
    email = cipher(resources.settings, PURPOSE).decrypt(sealed_email).decode()
    async with resources.sessions.begin() as session:
        account = await AccountRepository(session).find_by_email(email)
        if account is not None:
            await mail_token(session, resources, account, RESET_PASSWORD, token_id=request_id)
