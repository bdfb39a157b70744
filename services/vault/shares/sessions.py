"""Sessions made from a share, and links for one download: signed tokens that name the share and its terms.

They prove nothing but that the share was opened; it is looked up each time, so a revocation ends them at once.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from jose import jwk, jwt
from jose.constants import ALGORITHMS
from jose.exceptions import JWTError

from services.vault.shares.errors import SessionEnded
from shared.auth.dependencies import SHARE_SESSION_PREFIX
from shared.auth.principals import SharePrincipal
from shared.secrets import derive_key
from shared.settings import Settings

SESSION = timedelta(hours=12)
LINK = timedelta(minutes=5)
UPLOAD = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class ShareSession:
    """What a session says: the share, the version of its terms, its end, and what it is narrowed to."""

    share_id: UUID
    credential_version: int
    expires_at: datetime
    account_id: UUID | None
    document_id: UUID | None


@dataclass(frozen=True, slots=True)
class SignedSession:
    token: str
    expires_at: datetime


class ShareSessions:
    """Signs and reads sessions; a key of their own keeps them apart from every other token."""

    def __init__(self, settings: Settings) -> None:
        self.key = jwk.construct(derive_key(settings, "share-session"), ALGORITHMS.HS256)

    def sign(
        self,
        opened: SharePrincipal,
        now: datetime,
        lifetime: timedelta,
        *,
        account_id: UUID | None = None,
        document_id: UUID | None = None,
    ) -> SignedSession:
        """A session never lasts longer than what it was made from, and keeps whom and what that was bound to."""
        end = min(now + lifetime, opened.expires_at or now + lifetime).replace(microsecond=0)
        claims = {
            "share": str(opened.id),
            "version": opened.credential_version,
            "exp": int(end.timestamp()),
            "account": _text(account_id or opened.account_id),
            "document": _text(document_id or opened.document_id),
        }
        return SignedSession(SHARE_SESSION_PREFIX + jwt.encode(claims, self.key, ALGORITHMS.HS256), end)

    def read(self, token: str, now: datetime) -> ShareSession:
        """Raises SessionEnded for a token that has expired or isn't ours."""
        try:
            claims = jwt.decode(
                token.removeprefix(SHARE_SESSION_PREFIX),
                self.key,
                ALGORITHMS.HS256,
                options={"verify_exp": False},  # by our clock, below
            )
            session = _session(claims)
        except (JWTError, KeyError, ValueError) as error:
            raise SessionEnded from error
        if session.expires_at <= now:
            raise SessionEnded
        return session


def _session(claims: dict[str, Any]) -> ShareSession:
    return ShareSession(
        share_id=UUID(claims["share"]),
        credential_version=claims["version"],
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        account_id=UUID(claims["account"]) if claims["account"] else None,
        document_id=UUID(claims["document"]) if claims["document"] else None,
    )


def _text(identifier: UUID | None) -> str | None:
    return str(identifier) if identifier else None
