"""Forwarding documents, and ending what was forwarded."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from services.document.documents.dependencies import DocumentApp
from services.document.documents.errors import DocumentNotFound
from services.document.forwarding.errors import ForwardNotFound
from services.document.forwarding.mail import forwarding, send_mail
from services.document.forwarding.repository import ForwardRepository
from services.document.forwarding.schemas import ForwardCreate
from services.document.models import Document, Forward, ForwardLink
from shared.auth.keys import digest
from shared.auth.principals import Principal
from shared.auth.vault_access import Access, VaultNotFound
from shared.clients.vault import AccessQuestion
from shared.db.session import Sessions
from shared.events import DocumentForwarded
from shared.mail import enqueue_mail
from shared.outbox.publish import publish

TOKEN_PREFIX = "fwd_"  # noqa: S105 - how a token begins


class ForwardService:
    def __init__(self, sessions: Sessions, resources: DocumentApp, control: Access) -> None:
        self.sessions = sessions
        self.resources = resources
        self.control = control

    async def send(self, who: Principal, wanted: ForwardCreate) -> tuple[Forward, list[str]]:
        """All of it or nothing. Answers the forward and its recipients.

        Raises DocumentNotFound, NotAllowed, Unavailable.
        """
        documents = await self._downloadable(who, list(dict.fromkeys(wanted.document_ids)))
        sender = await self.resources.name_of(who)
        emails = list({email.lower(): email for email in wanted.emails}.values())
        forward = self._forward(who, wanted)
        async with self.sessions.begin() as session:
            mails = [self._links(forward, documents, email) for email in emails]
            await ForwardRepository(session).add(forward, [link for links in mails for link, _ in links])
            for email, links in zip(emails, mails, strict=True):
                named = [(document.filename, url) for document, (_, url) in zip(documents, links, strict=True)]
                mail = forwarding(
                    email, sender=sender, links=named, message=wanted.message, expires_at=forward.expires_at
                )
                await enqueue_mail(session, self.resources, send_mail, mail)
            for document in documents:
                await publish(session, _forwarded(document, who, forward, emails))
        return forward, emails

    async def end(self, who: Principal, forward_id: UUID) -> None:
        """Raises ForwardNotFound, also for one that somebody else sent."""
        async with self.sessions.begin() as session:
            if not await ForwardRepository(session).end(forward_id, who.kind, who.id):
                raise ForwardNotFound

    async def _downloadable(self, who: Principal, ids: Sequence[UUID]) -> list[Document]:
        """One question for each vault, however many documents of it."""
        async with self.sessions() as session:
            found = {document.id: document for document in await ForwardRepository(session).documents(ids)}
        if len(found) < len(ids):
            raise DocumentNotFound
        for vault_id in {document.vault_id for document in found.values()}:
            try:
                await self.control.require(vault_id, who, "download")
            except VaultNotFound as error:
                raise DocumentNotFound from error
        return [found[document_id] for document_id in ids]

    def _forward(self, who: Principal, wanted: ForwardCreate) -> Forward:
        asked_as = AccessQuestion.of(who)
        return Forward(
            id=uuid7(),
            sender_kind=who.kind,
            sender_id=who.id,
            sender_organization_id=asked_as.organization_id,
            sender_account_id=asked_as.account_id,
            expires_at=self.resources.now() + timedelta(hours=wanted.expires_in_hours),
        )

    def _links(self, forward: Forward, documents: Sequence[Document], email: str) -> list[tuple[ForwardLink, str]]:
        """Each with its address, which nobody can guess and we don't keep."""
        tokens = [TOKEN_PREFIX + secrets.token_urlsafe(32) for _ in documents]
        place = f"{self.resources.settings.public_url('document')}/api/v1/public/forwarded"
        return [
            (
                ForwardLink(
                    forward_id=forward.id, document_id=document.id, email=email.lower(), token_digest=digest(token)
                ),
                f"{place}/{token}",
            )
            for document, token in zip(documents, tokens, strict=True)
        ]


def _forwarded(document: Document, who: Principal, forward: Forward, emails: Sequence[str]) -> DocumentForwarded:
    return DocumentForwarded(
        document_id=document.id,
        vault_id=document.vault_id,
        filename=document.filename,
        actor=who.actor,
        recipients=[email.lower() for email in emails],
        expires_at=forward.expires_at,
    )
