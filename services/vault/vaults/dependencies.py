"""The vault of the path, by what the caller may do with it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.vault.models import Vault
from services.vault.vaults.repository import VaultReader, VaultRepository
from shared.auth.dependencies import AppResources, Requires
from shared.auth.principals import Principal
from shared.auth.scopes import Scope
from shared.db.columns import AnyRow
from shared.db.session import Session

Reader = Annotated[Principal, Depends(Requires(Scope.VAULTS_READ, share=True))]
Lister = Annotated[Principal, Depends(Requires(Scope.VAULTS_READ))]
Writer = Annotated[Principal, Depends(Requires(Scope.VAULTS_WRITE))]


async def visible_vault(vault_id: UUID, who: Reader, resources: AppResources) -> AnyRow:
    async with resources.connect() as connection:
        return await VaultReader(connection).get(vault_id, who)


async def owned_vault(vault_id: UUID, who: Writer, session: Session) -> Vault:
    """Only owners see a vault yet."""
    return await VaultRepository(session).get(vault_id, who)


VisibleVault = Annotated[AnyRow, Depends(visible_vault)]
OwnedVault = Annotated[Vault, Depends(owned_vault)]
