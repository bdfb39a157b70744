"""What callers need to ask about the vault in the path."""

from typing import Annotated

from fastapi import Depends

from shared.auth.dependencies import Requires
from shared.auth.principals import Principal
from shared.auth.scopes import Scope
from shared.auth.vault_access import RequiresVault
from shared.clients.vault import VaultAccess

AskedVault = Annotated[VaultAccess, Depends(RequiresVault("view", Scope.ASSISTANT_ASK, share=True))]
Asker = Annotated[Principal, Depends(Requires(Scope.ASSISTANT_ASK, share=True))]
ModelUser = Annotated[Principal, Depends(Requires(Scope.ASSISTANT_ASK))]
