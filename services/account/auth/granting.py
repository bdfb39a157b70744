"""Opening a session: the one way in which every kind of sign-in ends."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from services.account.auth.dependencies import AccountApp, SigningIn
from services.account.auth.repository import SessionRepository, SignInQueries
from services.account.models import Account, SignInSession
from shared.auth.admission import SessionState
from shared.concurrency import both


@dataclass(frozen=True, slots=True)
class Granted:
    """A signed-in account and its token."""

    account: Account
    access_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme


@dataclass(frozen=True, slots=True)
class Offer:
    """A session that nobody has opened yet: until then its token opens nothing."""

    session: SignInSession
    access_token: str


class SessionIssuer:
    def __init__(self, resources: AccountApp, client: SigningIn) -> None:
        self.resources = resources
        self.client = client
        self.lifetime = resources.settings.access_token_lifetime
        self.cache = resources.session_cache

    async def open(self, session: AsyncSession, account: Account) -> SignInSession:
        """The row of a new session; its token follows with `grant` when the transaction has committed."""
        return await SessionRepository(session).add(self._new_session(account.id))

    async def grant(self, account: Account, signed_in: SignInSession) -> Granted:
        await self.cache.remember(signed_in.id, SessionState.ACTIVE)
        return self.granted(account, self._offer(signed_in))

    async def offer(self, account_id: UUID) -> Offer:
        """What can be made ready while the password is still being verified."""
        return self._offer(self._new_session(account_id))

    async def open_unless_changed(self, offer: Offer, password_hash: str | None) -> bool:
        """False where the password has changed since it was verified: then it must open nothing any more."""
        async with self.resources.connect() as connection:
            opened, _ = await both(
                SignInQueries(connection).open(offer.session, password_hash),
                self.cache.remember(offer.session.id, SessionState.ACTIVE),
            )
        if not opened:
            await self.cache.revoke([offer.session.id])
        return opened

    def granted(self, account: Account, offer: Offer) -> Granted:
        return Granted(account, offer.access_token, int(self.lifetime.total_seconds()))

    def _new_session(self, account_id: UUID) -> SignInSession:
        return SignInSession(
            id=uuid7(),
            account_id=account_id,
            expires_at=self.resources.now() + self.lifetime,
            user_agent=self.client.user_agent,
            address=self.client.address,
        )

    def _offer(self, signed_in: SignInSession) -> Offer:
        return Offer(signed_in, self.resources.signer.sign(signed_in.account_id, signed_in.id))
