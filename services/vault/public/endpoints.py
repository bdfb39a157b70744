"""Routes for people who have a share token and perhaps no account."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.vault.public.dependencies import Downloader, Holder, Token, Uploader, Viewer
from services.vault.public.errors import DocumentNotFound
from services.vault.public.schemas import (
    DownloadLink,
    SessionCreate,
    SessionCreated,
    SessionState,
    SharedUpload,
    SharedVaultRead,
    TokenState,
)
from services.vault.public.service import PublicService
from services.vault.public.uploads import UploadRelay
from services.vault.resources import VaultApp
from services.vault.shares.errors import (
    DownloadsUsedUp,
    PasswordRequired,
    SessionEnded,
    ShareExpired,
    ShareNotFound,
    TooManyWrongPasswords,
    WrongPassword,
)
from services.vault.shares.service import TOKEN_PREFIX
from shared.auth.dependencies import LimitedByAddress, PersonIfSent, open_share
from shared.clients.document import DocumentPage
from shared.errors import (
    BadRequest,
    InvalidCursor,
    NotAllowed,
    NotAuthenticated,
    TooLarge,
    Unavailable,
    UnsupportedType,
    describe,
)
from shared.idempotency import IdempotentRoute
from shared.pagination import Page
from shared.schemas import UPLOAD_FORM

GATE = (
    ShareNotFound,
    ShareExpired,
    DownloadsUsedUp,
    PasswordRequired,
    WrongPassword,
    SessionEnded,
    TooManyWrongPasswords,
    BadRequest,
    Unavailable,
)

limited = [Depends(LimitedByAddress("public-shares", 600))]
router = APIRouter(prefix="/api/v1/public", tags=["share links"], dependencies=limited)
sessions = APIRouter(
    prefix="/api/v1/public/session", tags=["share sessions"], dependencies=limited, route_class=IdempotentRoute
)

Public = Annotated[PublicService, Depends()]


@router.get("/shared/{token}", responses=describe(*GATE))
async def get_shared_vault(opened: Viewer, public: Public) -> SharedVaultRead:
    """The vault behind a share link."""
    return await public.shared_vault(opened)


@router.get("/shared/{token}/documents", responses=describe(*GATE, InvalidCursor))
async def list_shared_documents(opened: Viewer, page: Page, resources: VaultApp) -> DocumentPage:
    """The documents of the shared vault, newest first."""
    return await resources.documents.list_documents(opened.vault_id, page.limit, page.cursor)


@router.get(
    "/shared/{token}/documents/{document_id}/download-url", responses=describe(*GATE, NotAllowed, DocumentNotFound)
)
async def get_download_url(opened: Downloader, document_id: UUID, public: Public) -> DownloadLink:
    """A link that downloads one document, for five minutes and as long as the share lasts."""
    return await public.download_link(opened, document_id)


@router.post(
    "/shared/{token}/documents/upload",
    status_code=201,
    response_class=Response,
    openapi_extra=UPLOAD_FORM,
    responses=describe(*GATE, NotAllowed, TooLarge, UnsupportedType) | {201: {"model": SharedUpload}},
)
async def upload_to_shared_vault(opened: Uploader, uploads: Annotated[UploadRelay, Depends()]) -> Response:
    """Upload a document to the shared vault, where the share permits it."""
    return await uploads.send(opened)


@router.get("/validate-token/{token}", responses=describe(ShareNotFound))
async def validate_token(token: Token, public: Public) -> TokenState:
    """Whether a token opens anything now, and what. Needs no password and tells no names."""
    return await public.state_of(token)


@sessions.post("/create", status_code=201, responses=describe(*GATE, NotAuthenticated, NotAllowed))
async def create_session(request: Request, data: SessionCreate, person: PersonIfSent, public: Public) -> SessionCreated:
    """Open a share for twelve hours, or until it ends, so that its password needn't be sent again.

    An access token is not needed. Where one is sent, the session is bound to its account, which from then on finds the
    vault among those shared with it.
    """
    if not data.share_token.startswith(TOKEN_PREFIX):
        raise ShareNotFound
    password = data.password.get_secret_value() if data.password else None
    opened = await open_share(request, data.share_token, password)
    return await public.create_session(opened, person)


@sessions.get("/validate", responses=describe(*GATE, NotAuthenticated, NotAllowed))
async def validate_session(opened: Holder, public: Public) -> SessionState:
    """The vault behind a session, and what the session opens."""
    return await public.session_state(opened)
