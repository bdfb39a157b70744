"""A document in the hands of one worker."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.document.models import Document


class LeaseLost(Exception):
    """Somebody else took the document over: leave without a trace."""


async def current(session: AsyncSession, document: Document, *, locked: bool = False) -> Document:
    """The row as it is now: people may have classified or moved the document since it was claimed. Raises LeaseLost."""
    found = await session.get(Document, document.id, with_for_update=locked)
    if found is None:
        raise LeaseLost
    return found
