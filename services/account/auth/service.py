"""Signing in and out."""

from uuid import UUID

from services.account.auth.dependencies import AccountApp, SigningIn
from services.account.auth.errors import SessionNotFound, WrongCredentials
from services.account.auth.granting import Granted, Offer, SessionIssuer
from services.account.auth.lockout import account_subject_of, signin_lockout
from services.account.auth.repository import SessionRepository, SignInQueries
from services.account.auth.schemas import SignIn
from services.account.models import Account
from shared.auth.admission import SessionState
from shared.auth.principals import AccountPrincipal
from shared.concurrency import both

NOBODY = UUID(int=0)
"""Signs in where an address has no account, so that it takes as long as where it has one. No password is its own."""


class AuthService:
    """Holds no transaction while a password is hashed."""

    def __init__(self, resources: AccountApp, client: SigningIn) -> None:
        self.sessions = resources.sessions
        self.resources = resources
        self.client = client
        self.issuer = SessionIssuer(resources, client)
        self.cache = resources.session_cache
        self.lockout = signin_lockout(resources)

    async def sign_in(self, data: SignIn) -> Granted:
        """Raises WrongCredentials, the same for an unknown address, and TooManyFailures."""
        async with self.resources.guessing:
            known, offer = await self._verify(data)
        if not await self.issuer.open_unless_changed(offer, known.password_hash):
            raise WrongCredentials
        return self.issuer.granted(known, offer)

    async def _verify(self, data: SignIn) -> tuple[Account, Offer]:
        """The account, and a session that is still to be opened. The token is signed while the password is hashed."""
        subjects = account_subject_of(data.email), f"address:{self.client.address}"
        failed_before, known = await both(self.lockout.check(*subjects), self._find(data.email))
        genuine, offer = await both(
            self.resources.passwords.verify(data.password.get_secret_value(), known.password_hash if known else None),
            self.issuer.offer(known.id if known else NOBODY),
        )
        if known is None or not genuine:
            await self.lockout.count_failure(*subjects)
            raise WrongCredentials
        if failed_before:
            await self.lockout.forget(subjects[0])
        return known, offer

    async def _find(self, email: str) -> Account | None:
        async with self.resources.connect() as connection:
            return await SignInQueries(connection).find_by_email(email)

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

    async def end_session(self, who: AccountPrincipal, session_id: UUID) -> None:
        """Raises SessionNotFound for one that has ended, and for somebody else's."""
        now = self.resources.now()
        async with self.sessions.begin() as session:
            repository = SessionRepository(session)
            if await repository.find(who.id, session_id, now) is None:
                raise SessionNotFound
            await self.cache.revoke(await repository.revoke(session_id, now))

    async def session_state(self, session_id: UUID) -> SessionState:
        """What the table says; remembered in Redis for the next one who asks."""
        async with self.sessions() as session:
            active = await SessionRepository(session).is_active(session_id, self.resources.now())
        state = SessionState.ACTIVE if active else SessionState.REVOKED
        await self.cache.remember(session_id, state)
        return state
