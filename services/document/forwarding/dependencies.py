"""The document behind a forwarded link, and how often somebody may send some."""

from typing import Annotated

from fastapi import Depends

from services.document.documents.dependencies import DocumentApp, SeenDocument
from services.document.forwarding.errors import LinkExpired, LinkNotFound
from services.document.forwarding.repository import ForwardRepository
from services.document.models import Forward
from shared.auth.admission import Applicant, RateLimit
from shared.auth.dependencies import Requires
from shared.auth.keys import digest
from shared.auth.principals import Kind, Principal
from shared.auth.scopes import Scope
from shared.clients.vault import AccessQuestion
from shared.db.session import ReadSession
from shared.errors import TooManyRequests

Sender = Annotated[Principal, Depends(Requires(Scope.DOCUMENTS_WRITE))]

FORWARDS = RateLimit("forwards", 30, seconds=3600)
"""Of one sender: each may be twenty mails."""


async def limit_forwards(who: Sender, resources: DocumentApp) -> None:
    admission = await resources.gate.ask(Applicant(who.key), FORWARDS)
    if not admission.allowed:
        raise TooManyRequests(admission.reset_seconds)


async def forwarded_document(token: str, session: ReadSession, resources: DocumentApp) -> SeenDocument:
    """A link opens what its sender may still download: it ends with the vault, and with the sender's share of it.

    Raises LinkNotFound, LinkExpired, Unavailable.
    """
    found = await ForwardRepository(session).find_link(digest(token))
    if found is None:
        raise LinkNotFound
    link, forward, document = found
    if forward.expires_at <= resources.now():
        raise LinkExpired
    access = await resources.vaults.decide(document.vault_id, _asked_by(forward))
    if "download" not in access.permissions:
        raise LinkNotFound
    return SeenDocument(document, Principal(link.id, Kind.RECIPIENT), access, recipient=link.email)


def _asked_by(forward: Forward) -> AccessQuestion:
    return AccessQuestion(
        kind=Kind(forward.sender_kind),
        id=forward.sender_id,
        organization_id=forward.sender_organization_id,
        account_id=forward.sender_account_id,
    )


ForwardedDocument = Annotated[SeenDocument, Depends(forwarded_document)]
