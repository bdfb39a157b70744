"""Every query on erasures."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.account.erasure.errors import ErasureNotFound
from services.account.models import Account, Erasure, ErasureConfirmation
from shared.db.tables import idempotency_keys


class ErasureRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, erasure: Erasure) -> Erasure:
        self.session.add(erasure)
        await self.session.flush()
        return erasure

    async def get(self, erasure_id: UUID) -> Erasure:
        """Raises ErasureNotFound."""
        erasure = await self.session.get(Erasure, erasure_id)
        if erasure is None:
            raise ErasureNotFound
        return erasure

    async def find_running(self, erasure_id: UUID) -> Erasure | None:
        """Locked, so that of two confirmations at once the second sees the first."""
        found: Erasure | None = await self.session.scalar(
            select(Erasure).where(Erasure.id == erasure_id, Erasure.finished_at.is_(None)).with_for_update()
        )
        return found

    async def confirmations(self, erasure_id: UUID) -> dict[str, datetime]:
        rows = await self.session.scalars(
            select(ErasureConfirmation).where(ErasureConfirmation.erasure_id == erasure_id)
        )
        return {row.service: row.done_at for row in rows}

    async def confirm(self, erasure_id: UUID, service: str, now: datetime) -> None:
        """The first word of a service counts; it may come twice."""
        await self.session.execute(
            insert(ErasureConfirmation)
            .values(erasure_id=erasure_id, service=service, done_at=now)
            .on_conflict_do_nothing()
        )

    async def finish(self, erasure: Erasure, now: datetime) -> None:
        """Delete the account, and with it its tokens, sessions, identities and family members."""
        scope = f"account:{erasure.account_id}"
        await self.session.execute(delete(idempotency_keys).where(idempotency_keys.c.scope == scope))
        await self.session.execute(delete(Account).where(Account.id == erasure.account_id))
        erasure.finished_at = now
        await self.session.flush()
