"""Every query on mailed tokens; only their digests are stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.account.models import Account, MailToken
from shared.auth.keys import digest


class MailTokenRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add_unless_known(self, token: MailToken) -> bool:
        """False where a token with this id was made before: the task that makes it may run twice."""
        values = {name: value for name, value in vars(token).items() if not name.startswith("_")}
        added = await self.session.scalar(
            insert(MailToken).values(values).on_conflict_do_nothing(index_elements=["id"]).returning(MailToken.id)
        )
        return added is not None

    async def find_account(self, purpose: str, token: str, now: datetime) -> Account | None:
        """Whose the token is, where it can still be used."""
        found: Account | None = await self.session.scalar(
            select(Account).where(Account.id.in_(self._usable(purpose, token, now)))
        )
        return found

    async def use(self, purpose: str, token: str, now: datetime) -> UUID | None:
        """The account of a token that is good at this moment, and never will be again; of two at once, one gets it."""
        account_id: UUID | None = await self.session.scalar(
            update(MailToken)
            .where(
                MailToken.digest == digest(token),
                MailToken.purpose == purpose,
                MailToken.used_at.is_(None),
                MailToken.account_id.in_(self._usable(purpose, token, now)),
            )
            .values(used_at=now)
            .returning(MailToken.account_id)
        )
        return account_id

    async def void(self, account_id: UUID, purpose: str, now: datetime) -> None:
        """Let none of the account's tokens be used any more."""
        await self.session.execute(
            update(MailToken)
            .where(MailToken.account_id == account_id, MailToken.purpose == purpose, MailToken.used_at.is_(None))
            .values(used_at=now)
        )

    def _usable(self, purpose: str, token: str, now: datetime) -> Select[UUID]:
        """A token proves something about the address that it was sent to, and about no later one."""
        same_address = exists().where(
            Account.id == MailToken.account_id,
            Account.email == MailToken.email,
            Account.erasure_requested_at.is_(None),
        )
        return select(MailToken.account_id).where(
            MailToken.digest == digest(token),
            MailToken.purpose == purpose,
            MailToken.used_at.is_(None),
            MailToken.expires_at > now,
            same_address,
        )
