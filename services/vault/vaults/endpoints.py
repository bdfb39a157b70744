"""Routes for vaults."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.vault.access.dependencies import Lister, OwnedVault, Writer
from services.vault.resources import VaultApp
from services.vault.vaults.dependencies import VisibleVault
from services.vault.vaults.errors import FamilyMemberNotFound
from services.vault.vaults.repository import VaultRepository
from services.vault.vaults.schemas import VaultCreate, VaultList, VaultRead, VaultReplace
from services.vault.vaults.service import VaultDeletion, VaultService
from shared.auth.vault_access import VaultNotFound
from shared.clients.vault import AccessQuestion
from shared.db.columns import AnyRow
from shared.db.session import ReadSession
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page
from shared.schemas import Success

router = APIRouter(prefix="/api/v1", tags=["vaults"], route_class=IdempotentRoute)

Vaults = Annotated[VaultService, Depends()]


@router.post("/vaults", status_code=201, responses=describe(*GUARDED, FamilyMemberNotFound))
async def create_vault(who: Writer, data: VaultCreate, vaults: Vaults) -> VaultRead:
    """Create a vault, owned by the caller; a machine's belongs to its organization."""
    return VaultRead.of_owner(await vaults.create(who, data))


@router.get("/vaults", response_model=VaultList, responses=describe(*GUARDED, InvalidCursor))
async def list_vaults(who: Lister, page: Page, session: ReadSession, resources: VaultApp) -> dict[str, object]:
    """The vaults that the caller owns, and those that others let them see; newest first.

    Where it can't be found out what is shared with their address and their organizations, `is_complete` is false.
    """
    identity, is_complete = await resources.identities.known_part(AccessQuestion.of(who))
    vaults, pagination = await VaultRepository(session).page(identity, resources.now(), page)
    return {"vaults": vaults, "pagination": pagination, "is_complete": is_complete}


@router.get("/vaults/{vault_id}", response_model=VaultRead, responses=describe(*GUARDED, VaultNotFound))
async def get_vault(vault: VisibleVault) -> AnyRow:
    """One vault."""
    return vault


@router.put("/vaults/{vault_id}", responses=describe(*GUARDED, VaultNotFound, FamilyMemberNotFound))
async def replace_vault(vault: OwnedVault, who: Writer, data: VaultReplace, vaults: Vaults) -> VaultRead:
    """Replace name, description and family member."""
    return VaultRead.of_owner(await vaults.replace(who, vault.vault_id, data))


@router.delete("/vaults/{vault_id}", responses=describe(*GUARDED, VaultNotFound))
async def delete_vault(vault: OwnedVault, who: Writer, deletion: Annotated[VaultDeletion, Depends()]) -> Success:
    """Delete a vault, for everybody and at once; its documents, files and search index follow in the background."""
    await deletion.delete(who, vault.vault_id)
    return Success()
