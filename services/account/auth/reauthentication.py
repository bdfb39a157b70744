"""The password once more, before something that a stolen token alone must not do."""

from uuid import UUID

from services.account.auth.dependencies import AccountApp
from services.account.auth.errors import NoPassword, WrongPassword
from services.account.auth.lockout import signin_lockout
from services.account.auth.repository import AccountRepository
from services.account.models import Account
from shared.db.session import Sessions


class Reauthentication:
    def __init__(self, sessions: Sessions, resources: AccountApp) -> None:
        self.sessions = sessions
        self.passwords = resources.passwords
        self.guessing = resources.guessing
        self.lockout = signin_lockout(resources)

    async def account(self, account_id: UUID) -> Account:
        async with self.sessions() as session:
            return await AccountRepository(session).get(account_id)

    async def by_password(self, account_id: UUID, password: str) -> Account:
        """The account. Raises NoPassword, WrongPassword, TooManyFailures.

        The failures have a counter of their own: whoever holds a token can't keep the owner from signing in.
        """
        async with self.guessing:
            return await self._verify(account_id, password, f"reauthentication:{account_id}")

    async def _verify(self, account_id: UUID, password: str, subject: str) -> Account:
        failed_before = await self.lockout.check(subject)
        account = await self.account(account_id)
        if account.password_hash is None:
            raise NoPassword
        if not await self.passwords.verify(password, account.password_hash):
            await self.lockout.count_failure(subject)
            raise WrongPassword
        if failed_before:
            await self.lockout.forget(subject)
        return account
