"""What callers need to do something with the documents of the vault in the path."""

from typing import Annotated

from fastapi import Depends

from shared.auth.dependencies import Requires
from shared.auth.principals import Principal
from shared.auth.scopes import Scope
from shared.auth.vault_access import RequiresVault
from shared.clients.vault import VaultAccess

ViewedVault = Annotated[VaultAccess, Depends(RequiresVault("view", Scope.DOCUMENTS_READ, share=True))]
UploadedVault = Annotated[VaultAccess, Depends(RequiresVault("upload", Scope.DOCUMENTS_WRITE, share=True))]
Uploader = Annotated[Principal, Depends(Requires(Scope.DOCUMENTS_WRITE, share=True))]
ShareHolder = Annotated[Principal, Depends(Requires(share=True, people=False))]
