"""The share of the path, opened."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Path, Request

from services.vault.resources import VaultApp
from services.vault.shares.errors import ShareNotFound
from shared.auth.dependencies import SHARE_SESSION_PREFIX, Requires, open_share, sent_share_token
from shared.auth.principals import SharePrincipal
from shared.auth.vault_access import Access
from shared.errors import NotAllowed

Token = Annotated[str, Path(max_length=2048, description="The token of a share, or a session made from it.")]
SharePassword = Annotated[
    str | None, Header(alias="X-Share-Password", max_length=1024, description="Of the share, where it has one.")
]


async def opened_share(
    request: Request, token: Token, resources: VaultApp, password: SharePassword = None
) -> SharePrincipal:
    """By the token of the path; a session of the same share that comes along saves giving the password again."""
    sent = sent_share_token(request)
    if sent is None or not sent.startswith(SHARE_SESSION_PREFIX) or token == sent:
        return await open_share(request, token, password)
    share = await resources.share_gate.find(token)
    opened = await open_share(request, sent)
    if opened.id != share.id:
        raise ShareNotFound
    return opened


class PermittedShare:
    """The share of the path, where it gives `permission` on the vault."""

    def __init__(self, permission: str) -> None:
        self.permission = permission

    async def __call__(
        self, opened: Annotated[SharePrincipal, Depends(opened_share)], control: Access
    ) -> SharePrincipal:
        await control.require(opened.vault_id, opened, self.permission)
        return opened


async def downloading_share(
    document_id: UUID, opened: Annotated[SharePrincipal, Depends(opened_share)], control: Access
) -> SharePrincipal:
    """A session that is narrowed to another document than the path's opens nothing here."""
    await control.require(opened.vault_id, opened, "download", document_id=document_id)
    return opened


Viewer = Annotated[SharePrincipal, Depends(PermittedShare("view"))]
Uploader = Annotated[SharePrincipal, Depends(PermittedShare("upload"))]
Downloader = Annotated[SharePrincipal, Depends(downloading_share)]


class RequiresShare(Requires):
    """A share session, or a share token."""

    def __init__(self) -> None:
        super().__init__(share=True, people=False)

    async def __call__(self, request: Request) -> SharePrincipal:
        principal = await super().__call__(request)
        if not isinstance(principal, SharePrincipal):
            raise NotAllowed
        return principal


Holder = Annotated[SharePrincipal, Depends(RequiresShare())]
