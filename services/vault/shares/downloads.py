"""Counting downloads under a share that limits them."""

from uuid import UUID

from services.vault.resources import VaultApp
from services.vault.shares.errors import DownloadsUsedUp, ShareNotFound
from services.vault.shares.gate import DOWNLOAD_GOES_ON
from services.vault.shares.repository import ShareRepository
from shared.clients.vault import DownloadQuestion
from shared.db.session import Sessions


class DownloadService:
    def __init__(self, sessions: Sessions, resources: VaultApp) -> None:
        self.sessions = sessions
        self.resources = resources

    async def count(self, share_id: UUID, download: DownloadQuestion) -> None:
        """A client that goes on with a document it began is not counted again.

        Raises ShareNotFound, and DownloadsUsedUp where none is left, or the share has expired.
        """
        now = self.resources.now()
        async with self.sessions.begin() as session:
            shares = ShareRepository(session)
            if download.continues and await shares.was_downloaded(
                share_id, download.document_id, download.client, now - DOWNLOAD_GOES_ON
            ):
                return
            if not await shares.count_download(share_id, now):
                raise DownloadsUsedUp if await shares.exists(share_id) else ShareNotFound
            await shares.note_download(share_id, download.document_id, download.client, now)
