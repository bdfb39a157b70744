"""The vault of the path, as the caller may see it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.vault.access.dependencies import Reader
from services.vault.resources import VaultApp
from services.vault.vaults.repository import VaultReader
from shared.auth.vault_access import AccessControl
from shared.clients.vault import AccessQuestion
from shared.db.columns import AnyRow


async def visible_vault(request: Request, vault_id: UUID, who: Reader, resources: VaultApp) -> AnyRow:
    """The owner first: one statement, and nobody else is asked."""
    owner_id = AccessQuestion.of(who).account_id
    if owner_id is not None:
        async with resources.connect() as connection:
            owned = await VaultReader(connection).find_owned(vault_id, owner_id)
        if owned is not None:
            return owned
    access = await AccessControl(request, resources).require(vault_id, who, "view")
    async with resources.connect() as connection:
        return await VaultReader(connection).get(vault_id, role=access.permissions[-1])


VisibleVault = Annotated[AnyRow, Depends(visible_vault)]
