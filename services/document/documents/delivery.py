"""Handing out a file: within the limits of the share it is seen by, and noted in the vault's activity."""

from collections.abc import Callable
from functools import partial

from fastapi import Request, Response

from services.document.documents.dependencies import DocumentApp, SeenDocument
from services.document.documents.files import entity_tag, send_file
from shared.auth.dependencies import address_of
from shared.clients.vault import DownloadQuestion
from shared.conditional import is_known
from shared.db.session import Sessions
from shared.events import DocumentAct, DocumentDownloaded, DocumentViewed
from shared.outbox.publish import publish


class Delivery:
    """A client that takes a file in ranges takes it once: only what begins with the first byte is an act."""

    def __init__(self, request: Request, resources: DocumentApp, sessions: Sessions) -> None:
        self.request = request
        self.resources = resources
        self.sessions = sessions

    async def download(self, seen: SeenDocument) -> Response:
        """Raises Gone where the downloads of the share are used up, DocumentNotFound, RangeNotSatisfiable."""
        metered = seen.access.metered_share_id
        if metered is not None and not self._is_known(seen):
            await self.resources.vaults.count_download(metered, self._question(seen))
        # A link into the store could be followed again and again without our counting.
        act = partial(DocumentDownloaded, recipient=seen.recipient)
        return await self._send(seen, act, inline=False, redirect=metered is None)

    async def view(self, seen: SeenDocument) -> Response:
        """Raises DocumentNotFound, RangeNotSatisfiable."""
        return await self._send(seen, DocumentViewed, inline=True, redirect=True)

    async def _send(
        self, seen: SeenDocument, act: Callable[..., DocumentAct], *, inline: bool, redirect: bool
    ) -> Response:
        document = seen.document
        response = await send_file(self.request, self.resources.storage, document, inline=inline, redirect=redirect)
        if not self._is_known(seen) and not self._continues():
            async with self.sessions.begin() as session:
                await publish(
                    session,
                    act(
                        document_id=document.id,
                        vault_id=document.vault_id,
                        filename=document.filename,
                        actor=seen.who.actor,
                    ),
                )
        return response

    def _question(self, seen: SeenDocument) -> DownloadQuestion:
        client = f"{seen.who.key}@{address_of(self.request)}"
        return DownloadQuestion(document_id=seen.document.id, client=client, continues=self._continues())

    def _is_known(self, seen: SeenDocument) -> bool:
        return is_known(self.request, entity_tag(seen.document))

    def _continues(self) -> bool:
        """Whether the request is for a part that does not begin with the first byte (RFC 9110, 14.1.2)."""
        unit, _, ranges = self.request.headers.get("range", "").partition("=")
        return unit.strip().lower() == "bytes" and ranges.strip()[:1] != "" and not _begins_at_zero(ranges)


def _begins_at_zero(ranges: str) -> bool:
    """`0-`, `00-99`; of several ranges any. A suffix (`-500`) may be the whole file, so it begins at zero too."""
    firsts = [part.partition("-")[0].strip() for part in ranges.split(",")]
    return any(not first.isdecimal() or int(first) == 0 for first in firsts)
