"""What callers need to do something with a vault."""

from typing import Annotated

from fastapi import Depends

from shared.auth.dependencies import Requires
from shared.auth.principals import Principal
from shared.auth.scopes import Scope
from shared.auth.vault_access import RequiresVault
from shared.clients.vault import VaultAccess

Lister = Annotated[Principal, Depends(Requires(Scope.VAULTS_READ))]
Writer = Annotated[Principal, Depends(Requires(Scope.VAULTS_WRITE))]

OwnedVault = Annotated[VaultAccess, Depends(RequiresVault("owner", Scope.VAULTS_WRITE))]
SeenOwnedVault = Annotated[VaultAccess, Depends(RequiresVault("owner", Scope.VAULTS_READ))]
EditedVault = Annotated[VaultAccess, Depends(RequiresVault("edit", Scope.VAULTS_READ))]
