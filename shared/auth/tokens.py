"""Access tokens of accounts (ES256, signed by the account service) and tokens between services (HS256)."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cachetools import TLRUCache
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from jose import jwk, jwt
from jose.constants import ALGORITHMS
from jose.exceptions import JWTError
from jose.utils import base64url_encode

from shared.auth.principals import AccountPrincipal, Kind, ServicePrincipal
from shared.errors import NotAuthenticated
from shared.secrets import derive_key
from shared.settings import Settings

ISSUER = "immiblox-account"
AUDIENCE = "immiblox"
SERVICE_TOKEN_SECONDS = 60
KEY_REFRESH_SECONDS = 10

Jwks = dict[str, Any]


class AccessTokenSigner:
    """Signs access tokens. Only the account service holds the private key."""

    def __init__(self, key_file: Path, lifetime: timedelta) -> None:
        self.key = jwk.construct(key_file.read_text(), ALGORITHMS.ES256)
        self.lifetime = lifetime
        public = self.key.public_key().to_dict()
        self.key_id = _thumbprint(public)
        self.public_jwk = public | {"kid": self.key_id, "use": "sig"}

    def sign(self, account_id: UUID, session_id: UUID) -> str:
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(account_id),
            "sid": str(session_id),
            "jti": str(uuid4()),
            "iat": now,
            "exp": now + int(self.lifetime.total_seconds()),
        }
        return jwt.encode(claims, self.key, ALGORITHMS.ES256, headers={"kid": self.key_id})


class AccessTokenVerifier:
    """Verifies access tokens by the account service's published keys, fetched once and again when one is unknown.

    A verified token is remembered until it expires, because the signature costs more than the rest of a request;
    whether its session was revoked is asked each time, elsewhere.
    """

    def __init__(self, fetch_keys: Callable[[], Awaitable[Jwks]]) -> None:
        self.fetch_keys = fetch_keys
        self.keys: dict[str, Any] = {}
        self.fetched_at = -float("inf")
        self.fetching = asyncio.Lock()
        self.verified: TLRUCache[str, tuple[AccountPrincipal, float]] = TLRUCache(
            maxsize=10_000, ttu=lambda _token, entry, _now: entry[1], timer=time.time
        )

    async def verify(self, token: str) -> AccountPrincipal:
        """Raises NotAuthenticated for a token that is malformed, expired, or not ours."""
        if entry := self.verified.get(token):
            return entry[0]
        principal, expires_at = self._read(token, await self._key(token))
        self.verified[token] = principal, expires_at
        return principal

    async def _key(self, token: str) -> Any:
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
        except JWTError as error:
            raise NotAuthenticated from error
        if key_id not in self.keys:
            await self._fetch_unless_recent(key_id)
        if key_id not in self.keys:
            raise NotAuthenticated
        return self.keys[key_id]

    async def _fetch_unless_recent(self, key_id: str | None) -> None:
        """Once for all who wait, and not again for a while: invented key ids must not turn into requests."""
        async with self.fetching:
            if key_id in self.keys or time.monotonic() - self.fetched_at < KEY_REFRESH_SECONDS:
                return
            published = await self.fetch_keys()
            self.keys = {key["kid"]: jwk.construct(key, ALGORITHMS.ES256) for key in published["keys"]}
            self.fetched_at = time.monotonic()

    def _read(self, token: str, key: Any) -> tuple[AccountPrincipal, float]:
        try:
            claims = jwt.decode(token, key, ALGORITHMS.ES256, audience=AUDIENCE, issuer=ISSUER)
            principal = AccountPrincipal(UUID(claims["sub"]), Kind.ACCOUNT, UUID(claims["sid"]))
            return principal, float(claims["exp"])
        except (JWTError, KeyError, ValueError) as error:
            raise NotAuthenticated from error


class ServiceTokens:
    """Signs and verifies the short-lived tokens that open `/internal/`: who calls (`iss`) and whom (`aud`)."""

    def __init__(self, settings: Settings, service: str) -> None:
        self.key = jwk.construct(derive_key(settings, "service-token"), ALGORITHMS.HS256)
        self.service = service
        self.signed: dict[str, tuple[str, float]] = {}

    def sign(self, audience: str) -> str:
        """A token for `audience`, used again for most of its life."""
        token, expires_at = self.signed.get(audience, ("", 0.0))
        now = time.time()
        if expires_at - now > SERVICE_TOKEN_SECONDS / 3:
            return token
        expires_at = now + SERVICE_TOKEN_SECONDS
        claims = {"iss": self.service, "aud": audience, "iat": int(now), "exp": int(expires_at), "typ": "service"}
        token = jwt.encode(claims, self.key, ALGORITHMS.HS256)
        self.signed[audience] = token, expires_at
        return token

    def verify(self, token: str) -> ServicePrincipal:
        """Raises NotAuthenticated unless the token is ours, fresh, and for this service."""
        try:
            claims = jwt.decode(token, self.key, ALGORITHMS.HS256, audience=self.service)
            return ServicePrincipal(claims["iss"])
        except (JWTError, KeyError) as error:
            raise NotAuthenticated from error


def _thumbprint(public: Jwks) -> str:
    """RFC 7638."""
    canonical = f'{{"crv":"{public["crv"]}","kty":"EC","x":"{public["x"]}","y":"{public["y"]}"}}'
    digest = Hash(SHA256())
    digest.update(canonical.encode())
    return base64url_encode(digest.finalize()).decode()
