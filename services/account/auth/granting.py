"""Opening a session: the one way in which every kind of sign-in ends."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from services.account.auth.dependencies import AccountApp, SigningIn
from services.account.auth.repository import SessionRepository, SignInQueries
from services.account.models import Account, SignInSession
from shared.auth.admission import SessionState
from shared.db.columns import AnyRow


@dataclass(frozen=True, slots=True)
class Granted:
    """A signed-in account and its token."""

    account: Account | AnyRow
    access_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme


class SessionIssuer:
    def __init__(self, resources: AccountApp, client: SigningIn) -> None:
        self.resources = resources
        self.client = client
        self.lifetime = resources.settings.access_token_lifetime
        self.cache = resources.session_cache

    async def open(self, session: AsyncSession, account: Account) -> SignInSession:
        """The row of a new session; its token follows with `grant` when the transaction has committed."""
        return await SessionRepository(session).add(self.new_session(account.id))

    def new_session(self, account_id: UUID) -> SignInSession:
        return SignInSession(
            id=uuid7(),
            account_id=account_id,
            expires_at=self.resources.now() + self.lifetime,
            user_agent=self.client.user_agent,
            address=self.client.address,
        )

    async def open_unless_changed(self, account: AnyRow, password_hash: str | None) -> Granted | None:
        """None where the password has changed since it was verified: then it must open nothing any more."""
        signed_in = self.new_session(account.id)
        async with self.resources.connect() as connection:
            opened, _ = await asyncio.gather(
                SignInQueries(connection).open(signed_in, password_hash),
                self.cache.remember(signed_in.id, SessionState.ACTIVE),
            )
        if not opened:
            await self.cache.revoke([signed_in.id])
            return None
        return self._granted(account, signed_in)

    async def grant(self, account: Account, signed_in: SignInSession) -> Granted:
        await self.cache.remember(signed_in.id, SessionState.ACTIVE)
        return self._granted(account, signed_in)

    def _granted(self, account: Account | AnyRow, signed_in: SignInSession) -> Granted:
        token = self.resources.signer.sign(account.id, signed_in.id)
        return Granted(account, token, int(self.lifetime.total_seconds()))
