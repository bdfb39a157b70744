"""The vault of the path, by what the caller may do with it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.vault.models import Vault
from services.vault.vaults.repository import VaultRepository
from shared.auth.vault_access import VaultCaller
from shared.db.session import ReadSession, Session
from shared.errors import NotAllowed


async def visible_vault(vault_id: UUID, who: VaultCaller, session: ReadSession) -> Vault:
    return await VaultRepository(session).get(vault_id, who)


async def owned_vault(vault_id: UUID, who: VaultCaller, session: Session) -> Vault:
    vault = await VaultRepository(session).get(vault_id, who)
    if "owner" not in vault.permissions:
        raise NotAllowed("Only the owner may do this")
    return vault


VisibleVault = Annotated[Vault, Depends(visible_vault)]
OwnedVault = Annotated[Vault, Depends(owned_vault)]
