"""Every query on audiences, of vaults that there are and of those that there were a moment ago."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, delete, func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.vault.models import DeletedVault, OwnerKind, Share, Vault
from shared.clients.vault import VaultAudience
from shared.db.columns import AnyRow

REMEMBERED = timedelta(days=1)


def _present(vault_ids: Collection[UUID]) -> Select[Any]:
    """Id, owner, and the organizations that a vault is shared with now."""
    organizations = (
        select(func.coalesce(func.array_agg(Share.organization_id), literal([], ARRAY(Uuid))))
        .where(
            Share.vault_id == Vault.id,
            Share.organization_id.is_not(None),
            Share.revoked_at.is_(None),
            or_(Share.expires_at.is_(None), Share.expires_at > func.now()),
        )
        .scalar_subquery()
        .label("shared_with")
    )
    return select(Vault.id, Vault.owner_kind, Vault.owner_id, organizations).where(Vault.id.in_(vault_ids))


class AudienceRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def of(self, vault_ids: Collection[UUID]) -> dict[UUID, VaultAudience]:
        """Of those that there are, or were."""
        columns = (DeletedVault.id, DeletedVault.owner_kind, DeletedVault.owner_id, DeletedVault.shared_with)
        gone = select(*columns).where(DeletedVault.id.in_(vault_ids))
        found: Sequence[AnyRow] = (await self.session.execute(union_all(_present(vault_ids), gone))).all()
        return {row.id: _audience(row.owner_kind, row.owner_id, row.shared_with) for row in found}

    async def remember(self, vault_ids: Collection[UUID]) -> None:
        """To be called before they are deleted: what happened in them just now is still on its way."""
        await self.session.execute(delete(DeletedVault).where(DeletedVault.deleted_at < func.now() - REMEMBERED))
        columns = ["id", "owner_kind", "owner_id", "shared_with"]
        await self.session.execute(insert(DeletedVault).from_select(columns, _present(vault_ids)))

    async def forget_owner(self, owner_id: UUID) -> None:
        await self.session.execute(delete(DeletedVault).where(DeletedVault.owner_id == owner_id))


def _audience(owner_kind: str, owner_id: UUID, shared_with: Sequence[UUID]) -> VaultAudience:
    if owner_kind == OwnerKind.ACCOUNT:
        return VaultAudience(account_id=owner_id, organization_ids=list(shared_with))
    return VaultAudience(account_id=None, organization_ids=[owner_id, *shared_with])
