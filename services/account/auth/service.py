"""Signing up, in and out."""

from dataclasses import dataclass
from uuid import UUID

from services.account.auth.dependencies import AccountApp, SigningIn
from services.account.auth.errors import TooManyFailures, WrongCredentials
from services.account.auth.passwords import check_new_password
from services.account.auth.repository import AccountRepository, SessionRepository
from services.account.auth.schemas import SignIn, SignUp
from services.account.auth.sessions import SessionCache
from services.account.models import Account, SignInSession
from shared.auth.admission import SessionState
from shared.auth.lockout import Lockout
from shared.auth.principals import AccountPrincipal
from shared.db.session import Sessions
from shared.events import AccountCreated
from shared.outbox.publish import publish


@dataclass(frozen=True, slots=True)
class Granted:
    """A signed-in account and its token."""

    account: Account
    access_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme


class AuthService:
    """Holds no transaction while a password is hashed."""

    def __init__(
        self,
        sessions: Sessions,
        resources: AccountApp,
        client: SigningIn,
    ) -> None:
        self.sessions = sessions
        self.resources = resources
        self.client = client
        settings = resources.settings
        limit = round(settings.signin_failures * settings.rate_limit_scale)
        self.lockout = Lockout(resources.redis, "signin", limit, TooManyFailures)
        self.cache = SessionCache(resources.redis, settings.access_token_lifetime)

    async def sign_up(self, data: SignUp) -> Granted:
        password = data.password.get_secret_value()
        check_new_password(password, email=data.email, username=data.username)
        password_hash = await self.resources.passwords.hash(password)
        async with self.sessions.begin() as session:
            account = await AccountRepository(session).add(
                Account(email=data.email, username=data.username, password_hash=password_hash, auth_provider="cognito")
            )
            await publish(session, AccountCreated(account_id=account.id))
            signed_in = await SessionRepository(session).add(self._new_session(account))
        return await self._grant(account, signed_in)

    async def sign_in(self, data: SignIn) -> Granted:
        """Raises WrongCredentials, the same for an unknown address, and TooManyFailures."""
        subjects = f"account:{data.email.lower()}", f"address:{self.client.address}"
        await self.lockout.check(*subjects)
        async with self.sessions() as session:
            account = await AccountRepository(session).find_by_email(data.email)
        password_hash = account.password_hash if account else None
        genuine = await self.resources.passwords.verify(data.password.get_secret_value(), password_hash)
        if account is None or not genuine:
            await self.lockout.count_failure(*subjects)
            raise WrongCredentials
        await self.lockout.forget(subjects[0])
        async with self.sessions.begin() as session:
            signed_in = await SessionRepository(session).add(self._new_session(account))
        return await self._grant(account, signed_in)

    async def sign_out(self, principal: AccountPrincipal, *, everywhere: bool) -> None:
        now = self.resources.now()
        async with self.sessions.begin() as session:
            repository = SessionRepository(session)
            revoked = (
                await repository.revoke_all(principal.id, now)
                if everywhere
                else await repository.revoke(principal.session_id, now)
            )
            await self.cache.revoke(revoked)

    async def session_state(self, session_id: UUID) -> SessionState:
        """What the table says; remembered in Redis for the next one who asks."""
        async with self.sessions() as session:
            active = await SessionRepository(session).is_active(session_id, self.resources.now())
        state = SessionState.ACTIVE if active else SessionState.REVOKED
        await self.cache.remember(session_id, state)
        return state

    def _new_session(self, account: Account) -> SignInSession:
        return SignInSession(
            account_id=account.id,
            expires_at=self.resources.now() + self.resources.settings.access_token_lifetime,
            user_agent=self.client.user_agent,
            address=self.client.address,
        )

    async def _grant(self, account: Account, signed_in: SignInSession) -> Granted:
        await self.cache.remember(signed_in.id, SessionState.ACTIVE)
        token = self.resources.signer.sign(account.id, signed_in.id)
        return Granted(account, token, int(self.resources.settings.access_token_lifetime.total_seconds()))
