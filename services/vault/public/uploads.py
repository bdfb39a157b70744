"""Passing an upload on to the document service while it arrives: nothing of it is kept here."""

from fastapi import Request, Response

from services.vault.resources import VaultApp
from services.vault.shares.sessions import UPLOAD
from shared.auth.principals import SharePrincipal

PASSED_ON = ("content-type", "content-length", "idempotency-key")
PASSED_BACK = ("content-type", "retry-after", "idempotent-replayed")


class UploadRelay:
    def __init__(self, request: Request, resources: VaultApp) -> None:
        self.request = request
        self.resources = resources

    async def send(self, opened: SharePrincipal) -> Response:
        """The document service's own answer. Raises Unavailable."""
        session = self.resources.share_sessions.sign(opened, self.resources.now(), UPLOAD)
        headers = {name: self.request.headers[name] for name in PASSED_ON if name in self.request.headers}
        answered = await self.resources.documents.upload_by_share(
            opened.vault_id, session.token, headers, self.request.stream()
        )
        back = {name: answered.headers[name] for name in PASSED_BACK if name in answered.headers}
        return Response(answered.content, answered.status_code, back)
