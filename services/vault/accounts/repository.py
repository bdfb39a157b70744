"""Erasures that are under way, and what reaches a person by shares."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.vault.models import Erasure, Share, ShareAcceptance, Vault


class ErasureRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def begin(self, erasure_id: UUID) -> bool:
        """False where it has begun already."""
        begun = await self.session.scalar(
            insert(Erasure).values(id=erasure_id).on_conflict_do_nothing().returning(Erasure.id)
        )
        return begun is not None

    async def finish(self, erasure_id: UUID) -> bool:
        """False where it was finished already."""
        finished = await self.session.scalar(delete(Erasure).where(Erasure.id == erasure_id).returning(Erasure.id))
        return finished is not None

    async def vaults_shared_with(self, account_id: UUID, email: str) -> Sequence[UUID]:
        """By a share that was sent to the address or that the account has opened."""
        opened = select(ShareAcceptance.share_id).where(ShareAcceptance.account_id == account_id)
        found = await self.session.scalars(
            select(Share.vault_id).where(or_(func.lower(Share.email) == email.lower(), Share.id.in_(opened))).distinct()
        )
        return found.all()

    async def vaults_shared_with_organization(self, organization_id: UUID) -> Sequence[UUID]:
        found = await self.session.scalars(
            select(Share.vault_id).where(Share.organization_id == organization_id).distinct()
        )
        return found.all()

    async def holds_of_organization(self, organization_id: UUID) -> bool:
        """An erasure that is under way bears the organization's id: its files may be left."""
        held = (
            select(Vault.id).where(Vault.owner_id == organization_id),
            select(Share.id).where(Share.organization_id == organization_id),
            select(Erasure.id).where(Erasure.id == organization_id),
        )
        return bool(await self.session.scalar(select(or_(*(each.exists() for each in held)))))

    async def forget_shares_with_organization(self, organization_id: UUID) -> None:
        await self.session.execute(delete(Share).where(Share.organization_id == organization_id))

    async def forget_shares_with(self, account_id: UUID, email: str) -> None:
        """Those to the address go; of other shares only that this person opened them."""
        await self.session.execute(delete(Share).where(func.lower(Share.email) == email.lower()))
        await self.session.execute(delete(ShareAcceptance).where(ShareAcceptance.account_id == account_id))
