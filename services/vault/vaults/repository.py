"""Every query on vaults. `readable_by` is the one place that says who may see a row."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, false, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.vault.models import Vault
from shared.auth.principals import Kind, Principal
from shared.auth.vault_access import VaultNotFound
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", Vault.created_at, Vault.id)


class VaultRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def readable_by(self, kind: Kind, who: UUID) -> Select[tuple[Vault]]:
        owned = Vault.owner_id == who if kind is Kind.ACCOUNT else false()
        return select(Vault).where(owned)

    async def find(self, vault_id: UUID, kind: Kind, who: UUID) -> Vault | None:
        found: Vault | None = await self.session.scalar(self.readable_by(kind, who).where(Vault.id == vault_id))
        return found

    async def get(self, vault_id: UUID, who: Principal) -> Vault:
        vault = await self.find(vault_id, who.kind, who.id)
        if vault is None:
            raise VaultNotFound
        return vault

    async def page(self, who: Principal, page: PageRequest) -> tuple[Sequence[Vault], Pagination]:
        return await page.fetch(self.session, self.readable_by(who.kind, who.id), NEWEST_FIRST)

    async def add(self, vault: Vault) -> Vault:
        self.session.add(vault)
        await self.session.flush()
        return vault

    async def delete(self, vault_id: UUID) -> None:
        await self.session.execute(delete(Vault).where(Vault.id == vault_id))

    async def set_document_count(self, vault_id: UUID, count: int, counted_at: datetime) -> None:
        """An older count that arrives late changes nothing."""
        newer = or_(Vault.documents_counted_at.is_(None), Vault.documents_counted_at < counted_at)
        await self.session.execute(
            update(Vault)
            .where(Vault.id == vault_id, newer)
            # Not a change that the owner made: `updated_at` stays.
            .values(document_count=count, documents_counted_at=counted_at, updated_at=Vault.updated_at)
        )
