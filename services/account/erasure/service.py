"""Beginning and finishing an erasure."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends

from services.account.auth.dependencies import AccountApp
from services.account.auth.errors import WrongPassword
from services.account.auth.reauthentication import Reauthentication
from services.account.auth.repository import AccountRepository, SessionRepository
from services.account.erasure.errors import PasswordRequired, SignInTooOld, SoleOwner
from services.account.erasure.repository import ErasureRepository
from services.account.erasure.schemas import DeleteAccount
from services.account.models import Account, Erasure
from shared.auth.principals import AccountPrincipal
from shared.auth.versions import account_subject
from shared.db.session import Sessions
from shared.events import AccountErasureRequested
from shared.outbox.publish import publish

FRESH = timedelta(minutes=10)


class ErasureService:
    def __init__(
        self, sessions: Sessions, resources: AccountApp, again: Annotated[Reauthentication, Depends()]
    ) -> None:
        self.sessions = sessions
        self.resources = resources
        self.again = again

    async def begin(self, who: AccountPrincipal, data: DeleteAccount) -> Erasure:
        """From here on the person is signed out everywhere and stays so.

        Raises WrongPassword, PasswordRequired, SignInTooOld, TooManyFailures, SoleOwner, Unavailable.
        """
        known = await self._prove(who, data)
        owned = await self.resources.organizations.sole_ownerships(who.id)
        if owned:
            raise SoleOwner(f"{SoleOwner.detail}: {', '.join(organization.name for organization in owned)}")
        async with self.resources.versions.changing(account_subject(who.id)):
            return await self._begin(known)

    async def _prove(self, who: AccountPrincipal, data: DeleteAccount) -> Account:
        account = await self.again.account(who.id)
        if account.password_hash is not None:
            if data.password is None:
                raise PasswordRequired
            return await self.again.by_password(who.id, data.password.get_secret_value())
        now = self.resources.now()
        async with self.sessions() as session:
            signed_in = await SessionRepository(session).find(who.id, who.session_id, now)
        if signed_in is None or now - signed_in.created_at > FRESH:
            raise SignInTooOld
        return account

    async def _begin(self, known: Account) -> Erasure:
        now = self.resources.now()
        async with self.sessions.begin() as session:
            accounts = AccountRepository(session)
            account = await accounts.find_unchanged(known.id, known.password_hash)
            if account is None:
                raise WrongPassword
            account.erasure_requested_at = now
            await accounts.save()
            erasure = await ErasureRepository(session).add(Erasure(account_id=account.id, requested_at=now))
            await publish(
                session,
                AccountErasureRequested(account_id=account.id, erasure_id=erasure.id, email=account.email),
            )
            revoked = await SessionRepository(session).revoke_all(account.id, now)
            await self.resources.session_cache.revoke(revoked)
        return erasure
