"""Routes for the shares of a vault, and for what was shared with the caller."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.vault.access.dependencies import Lister, OwnedVault, SeenOwnedVault, Writer
from services.vault.shares.errors import EndsInThePast, OrganizationNotFound, RecipientFixed, ShareNotFound
from services.vault.shares.received import ReceivedShares
from services.vault.shares.repository import ShareRepository
from services.vault.shares.schemas import (
    NewShareRead,
    ReceivedVaultList,
    ShareCreate,
    ShareList,
    ShareRead,
    ShareReplace,
    SharesCreated,
)
from services.vault.shares.service import ShareService
from shared.auth.vault_access import VaultNotFound
from shared.db.session import ReadSession
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page
from shared.schemas import Success

router = APIRouter(prefix="/api/v1", tags=["shares"], route_class=IdempotentRoute)

Shares = Annotated[ShareService, Depends()]


@router.get("/vaults/shared-with-me", responses=describe(*GUARDED, InvalidCursor))
async def list_received_vaults(
    who: Lister, page: Page, received: Annotated[ReceivedShares, Depends()]
) -> ReceivedVaultList:
    """The vaults that others share with the caller.

    By their verified address, by an organization, or by a link that they have opened while signed in; where the share
    has a password, only once it was given that way.
    """
    return await received.page(who, page)


@router.post(
    "/vaults/{vault_id}/shares",
    status_code=201,
    responses=describe(*GUARDED, VaultNotFound, OrganizationNotFound, EndsInThePast),
)
async def create_share(vault: OwnedVault, who: Writer, data: ShareCreate, shares: Shares) -> SharesCreated:
    """Share a vault: with people by e-mail, with an organization, or by a link that opens it for whoever has it.

    Each address gets a share, a token and a mail of its own. The tokens are shown this once.
    """
    new = await shares.create(who, vault.vault_id, data)
    made = [NewShareRead.made(each.share, each.token, each.url) for each in new]
    return SharesCreated(share_token=new[0].token, share_url=new[0].url, share=made[0], shares=made)


@router.get("/vaults/{vault_id}/shares", responses=describe(*GUARDED, VaultNotFound, InvalidCursor))
async def list_shares(vault: SeenOwnedVault, page: Page, session: ReadSession) -> ShareList:
    """The shares of a vault, revoked ones among them."""
    shares, pagination = await ShareRepository(session).page(vault.vault_id, page)
    return ShareList(shares=[ShareRead.of(share) for share in shares], pagination=pagination)


@router.put(
    "/vaults/{vault_id}/shares/{share_id}",
    responses=describe(*GUARDED, VaultNotFound, ShareNotFound, EndsInThePast, RecipientFixed),
)
async def replace_share(
    vault: OwnedVault, who: Writer, share_id: UUID, data: ShareReplace, shares: Shares
) -> ShareRead:
    """Replace the terms of a share. Sessions that were made from it end; the token stays."""
    return ShareRead.of(await shares.replace(who, vault.vault_id, share_id, data))


@router.delete("/vaults/{vault_id}/shares/{share_id}", responses=describe(*GUARDED, VaultNotFound, ShareNotFound))
async def revoke_share(vault: OwnedVault, who: Writer, share_id: UUID, shares: Shares) -> Success:
    """Revoke a share: it opens nothing any more, in any service, from this moment."""
    await shares.revoke(who, vault.vault_id, share_id)
    return Success()
