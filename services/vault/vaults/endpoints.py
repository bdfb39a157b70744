"""Routes for vaults."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.vault.models import Vault
from services.vault.vaults.dependencies import Lister, OwnedVault, VisibleVault, Writer
from services.vault.vaults.errors import FamilyMemberNotFound
from services.vault.vaults.repository import VaultRepository
from services.vault.vaults.schemas import VaultCreate, VaultList, VaultRead
from services.vault.vaults.service import VaultService
from shared.auth.vault_access import VaultNotFound
from shared.db.columns import AnyRow
from shared.db.session import ReadSession
from shared.errors import InvalidCursor, NotAllowed, NotAuthenticated, TooManyRequests, Unavailable, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page
from shared.schemas import Success

COMMON = (NotAuthenticated, NotAllowed, TooManyRequests, Unavailable)

router = APIRouter(prefix="/api/v1", tags=["vaults"], route_class=IdempotentRoute)

Vaults = Annotated[VaultService, Depends()]


@router.post("/vaults", status_code=201, response_model=VaultRead, responses=describe(*COMMON, FamilyMemberNotFound))
async def create_vault(who: Writer, data: VaultCreate, vaults: Vaults) -> Vault:
    """Create a vault, owned by the caller."""
    return await vaults.create(who, data)


@router.get("/vaults", response_model=VaultList, responses=describe(*COMMON, InvalidCursor))
async def list_vaults(who: Lister, page: Page, session: ReadSession) -> dict[str, object]:
    """The vaults that the caller owns, newest first."""
    vaults, pagination = await VaultRepository(session).page(who, page)
    return {"vaults": vaults, "pagination": pagination}


@router.get("/vaults/{vault_id}", response_model=VaultRead, responses=describe(*COMMON, VaultNotFound))
async def get_vault(vault: VisibleVault) -> AnyRow:
    """One vault."""
    return vault


@router.delete("/vaults/{vault_id}", responses=describe(*COMMON, VaultNotFound))
async def delete_vault(who: Writer, vault: OwnedVault, vaults: Vaults) -> Success:
    """Delete a vault, for everybody and at once; its documents, files and search index follow in the background."""
    await vaults.delete(who, vault)
    return Success()
