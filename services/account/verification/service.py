"""Verifying addresses."""

from services.account.auth.dependencies import AccountApp
from services.account.auth.errors import TokenNotValid
from services.account.auth.repository import AccountRepository
from services.account.mail_tokens.repository import MailTokenRepository
from services.account.mail_tokens.sending import VERIFY_EMAIL, mail_token
from services.account.verification.confirmation import confirm_address
from services.account.verification.errors import AlreadyVerified
from shared.auth.principals import AccountPrincipal
from shared.auth.versions import account_subject
from shared.db.session import Sessions


class VerificationService:
    def __init__(self, sessions: Sessions, resources: AccountApp) -> None:
        self.sessions = sessions
        self.resources = resources

    async def verify(self, token: str) -> None:
        """Raises TokenNotValid."""
        async with self.sessions() as session:
            found = await MailTokenRepository(session).find_account(VERIFY_EMAIL.name, token, self.resources.now())
        if found is None:
            raise TokenNotValid
        async with self.resources.versions.changing(account_subject(found.id)), self.sessions.begin() as session:
            account_id = await MailTokenRepository(session).use(VERIFY_EMAIL.name, token, self.resources.now())
            if account_id is None:
                raise TokenNotValid
            await confirm_address(session, await AccountRepository(session).get(account_id))

    async def send_again(self, who: AccountPrincipal) -> None:
        """Raises AlreadyVerified."""
        async with self.sessions.begin() as session:
            account = await AccountRepository(session).get(who.id)
            if account.email_verified:
                raise AlreadyVerified
            await mail_token(session, self.resources, account, VERIFY_EMAIL)
