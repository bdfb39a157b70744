"""What other services ask the vault service."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.vault.accounts.export import AccountExport, ExportService
from services.vault.accounts.repository import ErasureRepository
from services.vault.audiences.repository import AudienceRepository
from services.vault.resources import VaultApp
from services.vault.shares.downloads import DownloadService
from services.vault.vaults.repository import VaultRepository
from shared.auth.dependencies import Caller
from shared.clients.http import INTERNAL
from shared.clients.vault import (
    AccessQuestion,
    DownloadQuestion,
    Holdings,
    OpenedShare,
    ShareCredential,
    VaultAccess,
    VaultAudiences,
    VisibleVault,
    VisibleVaults,
)
from shared.db.session import ReadSession
from shared.schemas import IdsQuestion, Success

MOST_VISIBLE = 100

router = APIRouter(prefix=INTERNAL, include_in_schema=False)


@router.post("/vaults/{vault_id}/access")
async def decide_access(_caller: Caller, vault_id: UUID, question: AccessQuestion, resources: VaultApp) -> VaultAccess:
    return await resources.access.decide(vault_id, question)


@router.post("/vaults/audiences")
async def list_audiences(_caller: Caller, question: IdsQuestion, session: ReadSession) -> VaultAudiences:
    return VaultAudiences(audiences=await AudienceRepository(session).of(question.ids))


@router.post("/vaults/visible")
async def list_visible(
    _caller: Caller, question: AccessQuestion, session: ReadSession, resources: VaultApp
) -> VisibleVaults:
    identity, is_complete = await resources.identities.known_part(question)
    found = await VaultRepository(session).newest(identity, resources.now(), MOST_VISIBLE + 1)
    vaults = [VisibleVault.model_validate(vault) for vault in found[:MOST_VISIBLE]]
    return VisibleVaults(vaults=vaults, is_complete=is_complete and len(found) <= MOST_VISIBLE)


@router.post("/shares/open")
async def open_share(_caller: Caller, credential: ShareCredential, resources: VaultApp) -> OpenedShare:
    return await resources.share_gate.open(credential)


@router.post("/shares/{share_id}/downloads")
async def count_download(
    _caller: Caller, share_id: UUID, download: DownloadQuestion, downloads: Annotated[DownloadService, Depends()]
) -> Success:
    await downloads.count(share_id, download)
    return Success()


@router.get("/organizations/{organization_id}/holdings")
async def get_holdings(_caller: Caller, organization_id: UUID, session: ReadSession) -> Holdings:
    return Holdings(any=await ErasureRepository(session).holds_of_organization(organization_id))


@router.get("/accounts/{account_id}/export")
async def export_account(
    _caller: Caller, account_id: UUID, export: Annotated[ExportService, Depends()]
) -> AccountExport:
    return await export.of_account(account_id)
