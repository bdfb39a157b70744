"""The vault of the path, as the caller may see it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.vault.resources import vault_resources
from services.vault.vaults.repository import VaultReader
from shared.auth.scopes import Scope
from shared.auth.vault_access import AccessControl, RequiresPermission
from shared.clients.vault import AccessQuestion
from shared.db.columns import AnyRow


class RequiresVisibleVault(RequiresPermission):
    """The owner first: one statement, and nobody else is asked."""

    def __init__(self) -> None:
        super().__init__("view", Scope.VAULTS_READ, share=True)

    async def __call__(  # type: ignore[override] # a dependency: FastAPI passes what it asks for
        self, request: Request, vault_id: UUID
    ) -> AnyRow:
        who = await super().__call__(request)
        resources = await vault_resources(request)
        owner_id = AccessQuestion.of(who).account_id
        if owner_id is not None:
            async with resources.connect() as connection:
                owned = await VaultReader(connection).find_owned(vault_id, owner_id)
            if owned is not None:
                return owned
        access = await AccessControl(request, resources).require(vault_id, who, self.permission)
        async with resources.connect() as connection:
            return await VaultReader(connection).get(vault_id, role=access.permissions[-1])


VisibleVault = Annotated[AnyRow, Depends(RequiresVisibleVault())]
