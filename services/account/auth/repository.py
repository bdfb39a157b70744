"""Accounts and their sign-in sessions."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from services.account.auth.errors import EmailTaken, UsernameTaken
from services.account.models import Account, SignInSession
from shared.db.driver import fetch
from shared.errors import NotAuthenticated
from shared.pagination import PageRequest, Pagination, Sort

# Built once: putting a statement together costs more than running it.
BY_EMAIL = select(Account).where(
    func.lower(Account.email) == bindparam("email"), Account.erasure_requested_at.is_(None)
)
ROW_BY_EMAIL = BY_EMAIL.with_only_columns(*Account.__table__.columns)
UNCHANGED = (
    Account.id == bindparam("account_id"),
    Account.password_hash.is_not_distinct_from(bindparam("password_hash", type_=Text)),
    Account.erasure_requested_at.is_(None),
)
SESSIONS: Any = SignInSession.__table__
OPENED = [SESSIONS.c[name] for name in ("id", "account_id", "expires_at", "user_agent", "address")]
OPEN_UNLESS_CHANGED = (
    insert(SESSIONS)
    .from_select(
        OPENED,
        select(*(bindparam(column.key, type_=column.type) for column in OPENED))
        .select_from(Account)
        .where(*UNCHANGED)
        .with_for_update(read=True),
        include_defaults=False,
    )
    .returning(SignInSession.id)
)

NEWEST_FIRST = Sort("-created_at", SignInSession.created_at, SignInSession.id)


class AccountRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, account_id: UUID) -> Account:
        account = await self.session.get(Account, account_id)
        if account is None:
            raise NotAuthenticated
        return account

    async def find_by_email(self, email: str) -> Account | None:
        """Whatever the case of the address; an account that is being erased can't be found."""
        found: Account | None = await self.session.scalar(BY_EMAIL, {"email": email.lower()})
        return found

    async def find_unchanged(self, account_id: UUID, password_hash: str | None) -> Account | None:
        """The account, locked to be changed, unless its password has changed or it is being erased."""
        found: Account | None = await self.session.scalar(
            select(Account).where(*UNCHANGED).with_for_update().execution_options(populate_existing=True),
            {"account_id": account_id, "password_hash": password_hash},
        )
        return found

    async def contacts(self, ids: Collection[UUID], emails: Collection[str]) -> Sequence[Account]:
        """The accounts with one of the ids or addresses that nobody is erasing."""
        lowered = [email.lower() for email in emails]
        wanted = or_(Account.id.in_(ids), func.lower(Account.email).in_(lowered))
        return (await self.session.scalars(select(Account).where(wanted, Account.erasure_requested_at.is_(None)))).all()

    async def add(self, account: Account) -> Account:
        """Raises EmailTaken or UsernameTaken."""
        self.session.add(account)
        await self.save()
        return account

    async def save(self) -> None:
        """Write what was changed. Raises EmailTaken or UsernameTaken."""
        try:
            await self.session.flush()
        except IntegrityError as error:
            raise (UsernameTaken if "uq_accounts_username" in str(error.orig) else EmailTaken) from error


class SignInQueries:
    """Two statements that go straight to the driver, because a sign-in should cost little more than its hash."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def find_by_email(self, email: str) -> Account | None:
        """As the repository's, without a session behind it."""
        found = await fetch(self.connection, ROW_BY_EMAIL, {"email": email.lower()})
        return Account(**found[0]) if found else None

    async def open(self, signed_in: SignInSession, password_hash: str | None) -> bool:
        """False where the account's password has changed meanwhile or it is being erased; waits for who does that."""
        values = {column.key: getattr(signed_in, column.key) for column in OPENED}
        return bool(await fetch(self.connection, OPEN_UNLESS_CHANGED, values | {"password_hash": password_hash}))


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

    def readable_by(self, account_id: UUID, now: datetime) -> Select[SignInSession]:
        """The living sessions of an account."""
        return select(SignInSession).where(
            SignInSession.account_id == account_id, SignInSession.revoked_at.is_(None), SignInSession.expires_at > now
        )

    async def page(
        self, account_id: UUID, now: datetime, page: PageRequest
    ) -> tuple[Sequence[SignInSession], Pagination]:
        return await page.fetch(self.session, self.readable_by(account_id, now), NEWEST_FIRST)

    async def find(self, account_id: UUID, session_id: UUID, now: datetime) -> SignInSession | None:
        found: SignInSession | None = await self.session.scalar(
            self.readable_by(account_id, now).where(SignInSession.id == session_id)
        )
        return found

    async def of_account(self, account_id: UUID) -> Sequence[SignInSession]:
        """Every session of an account, ended ones too."""
        of_account = select(SignInSession).where(SignInSession.account_id == account_id)
        return (await self.session.scalars(of_account.order_by(SignInSession.id))).all()

    async def revoke(self, session_id: UUID, now: datetime) -> Sequence[UUID]:
        return await self._revoke(SignInSession.id == session_id, now)

    async def revoke_others(self, account_id: UUID, kept: UUID, now: datetime) -> Sequence[UUID]:
        return await self._revoke(and_(SignInSession.account_id == account_id, SignInSession.id != kept), now)

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
