"""Every query on vaults. `READABLE` is the one place that says who may see a row."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from services.vault.models import Vault
from shared.auth.principals import Principal
from shared.auth.vault_access import VaultNotFound
from shared.clients.vault import AccessQuestion
from shared.db.columns import AnyRow
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", Vault.created_at, Vault.id)

READABLE = select(Vault).where(Vault.owner_id == bindparam("account_id"))
"""The vaults that a caller may see. Built once: putting a statement together costs more than running it."""

ONE_READABLE = READABLE.where(Vault.id == bindparam("vault_id"))
ONE_READABLE_ROW = ONE_READABLE.with_only_columns(*Vault.__table__.columns, literal(Vault.role).label("role"))


def person_of(who: Principal) -> UUID | None:
    """For whom the caller stands."""
    return AccessQuestion.of(who).account_id


class VaultReader:
    """The read that every other service's requests wait for: a row, without a session around it (a third faster)."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def find(self, vault_id: UUID, account_id: UUID | None) -> AnyRow | None:
        found = await self.connection.execute(ONE_READABLE_ROW, {"account_id": account_id, "vault_id": vault_id})
        return found.one_or_none()

    async def get(self, vault_id: UUID, who: Principal) -> AnyRow:
        vault = await self.find(vault_id, person_of(who))
        if vault is None:
            raise VaultNotFound
        return vault


class VaultRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, vault_id: UUID, who: Principal) -> Vault:
        vault: Vault | None = await self.session.scalar(
            ONE_READABLE, {"account_id": person_of(who), "vault_id": vault_id}
        )
        if vault is None:
            raise VaultNotFound
        return vault

    async def page(self, who: Principal, page: PageRequest) -> tuple[Sequence[Vault], Pagination]:
        return await page.fetch(self.session, READABLE.params(account_id=person_of(who)), NEWEST_FIRST)

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
