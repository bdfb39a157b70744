"""Which account an identity at another provider belongs to."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.account.models import Account, ExternalIdentity
from services.account.oidc.provider import Identity


class IdentityRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def find_account(self, identity: Identity) -> Account | None:
        """The account that the identity is linked to, unless it is being erased."""
        found: Account | None = await self.session.scalar(
            select(Account)
            .join(ExternalIdentity, ExternalIdentity.account_id == Account.id)
            .where(
                ExternalIdentity.issuer == identity.issuer,
                ExternalIdentity.subject == identity.subject,
                Account.erasure_requested_at.is_(None),
            )
            .with_for_update(read=True, of=Account)
        )
        return found

    async def link(self, account_id: UUID, identity: Identity) -> None:
        """Fine where two sign-ins at once link the same."""
        await self.session.execute(
            insert(ExternalIdentity)
            .values(account_id=account_id, issuer=identity.issuer, subject=identity.subject)
            .on_conflict_do_nothing()
        )

    async def forget(self, account_id: UUID) -> None:
        await self.session.execute(delete(ExternalIdentity).where(ExternalIdentity.account_id == account_id))
