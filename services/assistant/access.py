"""What callers need to ask about the vault in the path."""

from typing import Annotated

from fastapi import Depends, Request

from services.assistant.resources import AssistantResources
from shared.auth.dependencies import Requires
from shared.auth.principals import Principal
from shared.auth.scopes import Scope
from shared.auth.vault_access import RequiresVault
from shared.clients.vault import VaultAccess


async def assistant_resources(request: Request) -> AssistantResources:
    resources: AssistantResources = request.app.state.resources
    return resources


AssistantApp = Annotated[AssistantResources, Depends(assistant_resources)]
AskedVault = Annotated[VaultAccess, Depends(RequiresVault("view", Scope.ASSISTANT_ASK, share=True))]
Asker = Annotated[Principal, Depends(Requires(Scope.ASSISTANT_ASK, share=True))]
ModelUser = Annotated[Principal, Depends(Requires(Scope.ASSISTANT_ASK))]
