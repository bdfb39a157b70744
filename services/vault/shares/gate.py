"""The gate: every way to a vault by a share, public or internal, leads through here."""

import asyncio
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID
from weakref import WeakValueDictionary

from services.vault.shares.errors import (
    DownloadsUsedUp,
    PasswordRequired,
    SessionEnded,
    ShareExpired,
    ShareNotFound,
    WrongPassword,
)
from services.vault.shares.guesses import Guesses
from services.vault.shares.repository import ShareReader
from services.vault.shares.sessions import ShareSession, ShareSessions
from shared.auth.dependencies import SHARE_SESSION_PREFIX
from shared.auth.keys import digest
from shared.auth.passwords import PasswordHasher
from shared.clients.vault import OpenedShare, ShareCredential, permissions_up_to
from shared.db.columns import AnyRow
from shared.resources import Resources

DOWNLOAD_GOES_ON = timedelta(hours=1)
"""For so long do ranges of a document belong to the download that was counted."""

Ending = Literal["expired", "downloads_used_up"]


def ending_of(share: AnyRow, now: datetime) -> Ending | None:
    """Why a share opens nothing any more; at the very second of its end it is over."""
    if share.expires_at is not None and share.expires_at <= now:
        return "expired"
    if share.max_downloads is not None and share.download_count >= share.max_downloads:
        return "downloads_used_up"
    return None


class ShareGate:
    """One for the process: passwords for one share from one address are tried one after the other.

    Each is a guess until it has proved right: somebody who knows the password and asks for much at once must not use up
    theirs by that.
    """

    def __init__(self, resources: Resources, passwords: PasswordHasher, sessions: ShareSessions, failures: int) -> None:
        self.resources = resources
        self.passwords = passwords
        self.sessions = sessions
        limit = round(failures * resources.settings.rate_limit_scale)
        self.guesses = Guesses(resources.redis, limit)
        self.turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def open(self, credential: ShareCredential) -> OpenedShare:
        """The share behind a token, or behind a session that was made from it.

        Raises ShareNotFound (unknown, revoked, vault gone), ShareExpired, DownloadsUsedUp, PasswordRequired,
        WrongPassword, TooManyWrongPasswords, and SessionEnded for a session older than the terms.
        """
        session = None
        if credential.token.startswith(SHARE_SESSION_PREFIX):
            session = self.sessions.read(credential.token, self.resources.now())
            share = await self._by_id(session.share_id)
        else:
            share = await self.find(credential.token)
        await self._check_end(share, session)
        if session is None:
            await self._check_password(share, credential)
        elif session.credential_version != share.credential_version:
            raise SessionEnded
        return _opened(share, session)

    async def find(self, token: str) -> AnyRow:
        """The share of a token, whether or not it is over. Raises ShareNotFound."""
        async with self.resources.connect() as connection:
            share = await ShareReader(connection).find_by_digest(digest(token))
        if share is None:
            raise ShareNotFound
        return share

    async def _by_id(self, share_id: UUID) -> AnyRow:
        async with self.resources.connect() as connection:
            share = await ShareReader(connection).find(share_id)
        if share is None:
            raise ShareNotFound
        return share

    async def _check_end(self, share: AnyRow, session: ShareSession | None) -> None:
        ending = ending_of(share, self.resources.now())
        if ending == "expired":
            raise ShareExpired
        if ending == "downloads_used_up" and not await self._goes_on(share, session):
            raise DownloadsUsedUp

    async def _goes_on(self, share: AnyRow, session: ShareSession | None) -> bool:
        """The last download may be fetched in ranges: the link to its document lives until its own end."""
        if session is None or session.document_id is None:
            return False
        since = self.resources.now() - DOWNLOAD_GOES_ON
        async with self.resources.connect() as connection:
            return await ShareReader(connection).was_downloaded(share.id, session.document_id, since)

    async def _check_password(self, share: AnyRow, credential: ShareCredential) -> None:
        if share.password_hash is None:
            return
        if credential.password is None:
            raise PasswordRequired
        guesser = f"{share.id}:{credential.address}"
        async with self.turns.setdefault(guesser, asyncio.Lock()):
            await self.guesses.take(guesser)
            if not await self.passwords.verify(credential.password, share.password_hash):
                raise WrongPassword
            await self.guesses.give_back(guesser)


def _opened(share: AnyRow, session: ShareSession | None) -> OpenedShare:
    ends = [end for end in (share.expires_at, session.expires_at if session else None) if end is not None]
    return OpenedShare(
        share_id=share.id,
        vault_id=share.vault_id,
        permissions=permissions_up_to(share.permission),
        credential_version=share.credential_version,
        expires_at=min(ends, default=None),
        metered=share.max_downloads is not None,
        account_id=session.account_id if session else None,
        document_id=session.document_id if session else None,
    )
