"""Accounts and their sign-in sessions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services.account.auth.errors import EmailTaken, UsernameTaken
from services.account.models import Account, SignInSession
from shared.errors import NotAuthenticated


class AccountRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, account_id: UUID) -> Account:
        account = await self.session.get(Account, account_id)
        if account is None:
            raise NotAuthenticated
        return account

    async def find_by_email(self, email: str) -> Account | None:
        found: Account | None = await self.session.scalar(
            select(Account).where(func.lower(Account.email) == email.lower())
        )
        return found

    async def add(self, account: Account) -> Account:
        """Raises EmailTaken or UsernameTaken."""
        self.session.add(account)
        try:
            await self.session.flush()
        except IntegrityError as error:
            raise (UsernameTaken if "uq_accounts_username" in str(error.orig) else EmailTaken) from error
        return account


class SessionRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, signed_in: SignInSession) -> SignInSession:
        self.session.add(signed_in)
        await self.session.flush()
        return signed_in

    async def is_active(self, session_id: UUID, now: datetime) -> bool:
        alive = select(SignInSession.id).where(
            SignInSession.id == session_id, SignInSession.revoked_at.is_(None), SignInSession.expires_at > now
        )
        return await self.session.scalar(alive) is not None

    async def revoke(self, session_id: UUID, now: datetime) -> Sequence[UUID]:
        return await self._revoke(SignInSession.id == session_id, now)

    async def revoke_all(self, account_id: UUID, now: datetime) -> Sequence[UUID]:
        return await self._revoke(SignInSession.account_id == account_id, now)

    async def _revoke(self, which: ColumnElement[bool], now: datetime) -> Sequence[UUID]:
        revoked = await self.session.scalars(
            update(SignInSession)
            .where(which, SignInSession.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(SignInSession.id)
        )
        return revoked.all()
