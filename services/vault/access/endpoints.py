"""The internal route behind every decision about a vault."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.vault.access.service import AccessService
from shared.auth.dependencies import Caller
from shared.clients.http import INTERNAL
from shared.clients.vault import AccessQuestion, VaultAccess

router = APIRouter(prefix=INTERNAL, include_in_schema=False)


@router.post("/vaults/{vault_id}/access")
async def decide_access(
    _caller: Caller, vault_id: UUID, question: AccessQuestion, access: Annotated[AccessService, Depends()]
) -> VaultAccess:
    return await access.decide(vault_id, question)
