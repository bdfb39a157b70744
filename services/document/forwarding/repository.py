"""Every query on forwards."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.document.models import Document, Forward, ForwardLink


class ForwardRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def documents(self, ids: Iterable[UUID]) -> Sequence[Document]:
        """Those that exist, whoever may see them."""
        return (await self.session.scalars(select(Document).where(Document.id.in_(ids)))).all()

    async def add(self, forward: Forward, links: Iterable[ForwardLink]) -> None:
        self.session.add(forward)
        await self.session.flush()
        self.session.add_all(links)
        await self.session.flush()

    async def find_link(self, token_digest: str) -> tuple[ForwardLink, Forward, Document] | None:
        found = await self.session.execute(
            select(ForwardLink, Forward, Document)
            .join(Forward, Forward.id == ForwardLink.forward_id)
            .join(Document, Document.id == ForwardLink.document_id)
            .where(ForwardLink.token_digest == token_digest)
        )
        row = found.one_or_none()
        if row is None:
            return None
        link, forward, document = row
        return link, forward, document

    async def end(self, forward_id: UUID, sender_kind: str, sender_id: UUID) -> bool:
        """False where that sender has no such forward."""
        ended = await self.session.scalar(
            delete(Forward)
            .where(Forward.id == forward_id, Forward.sender_kind == sender_kind, Forward.sender_id == sender_id)
            .returning(Forward.id)
        )
        return ended is not None

    async def end_links_to(self, document_id: UUID) -> None:
        await self.session.execute(delete(ForwardLink).where(ForwardLink.document_id == document_id))

    async def forget_sender(self, kind: str, sender_id: UUID) -> None:
        await self.session.execute(delete(Forward).where(Forward.sender_kind == kind, Forward.sender_id == sender_id))

    async def forget_recipient(self, email: str) -> None:
        """Links keep addresses in lower case."""
        await self.session.execute(delete(ForwardLink).where(ForwardLink.email == email.lower()))

    async def forget(self, before: datetime) -> None:
        """Delete what expired before that moment, with the addresses of its recipients."""
        await self.session.execute(delete(Forward).where(Forward.expires_at < before))
