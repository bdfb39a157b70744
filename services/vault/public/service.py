"""What a share opens: the vault, its documents, sessions and links."""

from uuid import UUID

from services.vault.public.errors import DocumentNotFound
from services.vault.public.schemas import (
    DownloadLink,
    SessionCreated,
    SessionState,
    SharedVault,
    SharedVaultRead,
    TokenState,
)
from services.vault.resources import VaultApp
from services.vault.shares.gate import ending_of
from services.vault.shares.repository import ShareReader, ShareRepository
from services.vault.shares.sessions import LINK, SESSION
from shared.auth.principals import AccountPrincipal, SharePrincipal
from shared.auth.versions import vault_subject
from shared.clients.vault import permissions_up_to
from shared.db.columns import AnyRow


class PublicService:
    """Everything here has passed the gate, except `state_of`, which names nothing."""

    def __init__(self, resources: VaultApp) -> None:
        self.resources = resources

    async def state_of(self, token: str) -> TokenState:
        """Raises ShareNotFound."""
        share = await self.resources.share_gate.find(token)
        reason = ending_of(share, self.resources.now())
        return TokenState(
            valid=reason is None,
            reason=reason,
            permissions=permissions_up_to(share.permission),
            expires_at=share.expires_at,
            requires_password=share.password_hash is not None,
        )

    async def shared_vault(self, opened: SharePrincipal) -> SharedVaultRead:
        vault = await self._vault_of(opened)
        return SharedVaultRead(
            vault=SharedVault.model_validate(vault),
            permissions=list(opened.permissions),
            expires_at=opened.expires_at,
            requires_password=vault.has_password,
        )

    async def download_link(self, opened: SharePrincipal, document_id: UUID) -> DownloadLink:
        """Good for this document alone. Raises DocumentNotFound for one of another vault, Unavailable."""
        if await self.resources.documents.document(opened.vault_id, document_id) is None:
            raise DocumentNotFound
        link = self.resources.share_sessions.sign(opened, self.resources.now(), LINK, document_id=document_id)
        base = self.resources.settings.public_url("document")
        url = f"{base}/api/v1/public/documents/{document_id}/download?share_token={link.token}"
        return DownloadLink(url=url, expires_at=link.expires_at)

    async def create_session(self, opened: SharePrincipal, person: AccountPrincipal | None) -> SessionCreated:
        """Somebody who is signed in has accepted the share by this, and finds the vault again without it."""
        if person is not None:
            await self._accept(opened, person.id)
        session = self.resources.share_sessions.sign(
            opened, self.resources.now(), SESSION, account_id=person.id if person else None
        )
        return SessionCreated(
            session_token=session.token,
            expires_at=session.expires_at,
            vault=SharedVault.model_validate(await self._vault_of(opened)),
            permissions=list(opened.permissions),
        )

    async def session_state(self, opened: SharePrincipal) -> SessionState:
        return SessionState(
            valid=True,
            vault=SharedVault.model_validate(await self._vault_of(opened)),
            permissions=list(opened.permissions),
            expires_at=opened.expires_at,
        )

    async def _accept(self, opened: SharePrincipal, account_id: UUID) -> None:
        changing = self.resources.versions.changing(vault_subject(opened.vault_id))
        async with changing, self.resources.sessions.begin() as session:
            await ShareRepository(session).accept(
                opened.id, opened.credential_version, account_id, self.resources.now()
            )

    async def _vault_of(self, opened: SharePrincipal) -> AnyRow:
        async with self.resources.connect() as connection:
            return await ShareReader(connection).vault_of(opened.id)
