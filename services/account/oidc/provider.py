"""Verifying ID tokens by the keys that their issuer publishes (OpenID Connect Core 3.1.3.7, Discovery 1.0)."""

import asyncio
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jose import jwk, jwt
from jose.exceptions import JOSEError

from services.account.oidc.errors import IdTokenNotValid, ProviderUnavailable
from services.account.oidc.http import ProviderHTTP

REFRESH_SECONDS = 10
RETRY_SECONDS = 1
KEPT_SECONDS = 24 * 3600
LEEWAY_SECONDS = 30
GOOGLE = "https://accounts.google.com"
ALGORITHMS = {"RSA": "RS256", "EC": "ES256"}
"""By the type of the published key: what the token's header asks for is only compared with it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom an ID token is about; `issuer` and `subject` together never change."""

    issuer: str
    subject: str
    email: str
    email_verified: bool


@dataclass(frozen=True, slots=True)
class PublicKey:
    key: Any
    algorithm: str


class OidcProvider:
    """One issuer, for one client of ours. Its keys are fetched when first needed and when one is unknown."""

    def __init__(
        self, http: ProviderHTTP, issuer: str, client_id: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.http = http
        self.clock = clock
        self.issuer = issuer.rstrip("/")
        self.client_id = client_id
        # https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken: with or without.
        self.issuers = (self.issuer, self.issuer.removeprefix("https://")) if self.issuer == GOOGLE else (self.issuer,)
        self.keys: dict[str, PublicKey] = {}
        self.fetched_at = -float("inf")
        self.failed_at = -float("inf")
        self.fetching = asyncio.Lock()

    async def verify(self, id_token: str, *, nonce: str | None = None, access_token: str | None = None) -> Identity:
        """Raises IdTokenNotValid, ProviderUnavailable. `nonce` is the one that we asked with, where we asked."""
        claims = await self._verified_claims(id_token, access_token)
        if nonce is not None and not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise IdTokenNotValid
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self.client_id:
            raise IdTokenNotValid
        # Cognito signs its access tokens with the same keys.
        if claims.get("token_use", "id") != "id":
            raise IdTokenNotValid
        # Cognito writes claims that come from Google as strings.
        verified = claims.get("email_verified") in {True, "true"}
        return Identity(self.issuer, str(claims["sub"]), str(claims.get("email", "")), verified)

    async def _verified_claims(self, id_token: str, access_token: str | None) -> dict[str, Any]:
        key_id = _key_id_of(id_token)
        key = await self._key(key_id)
        try:
            return self._read(id_token, key, access_token)
        except IdTokenNotValid:
            if key_id is not None:
                raise
            # The issuer's one key, which its tokens need not name, may be a new one: only a fetch can tell.
            await self._fetch_unless_recent()
            renewed = self._find(key_id)
            if renewed is None or renewed is key:
                raise
            return self._read(id_token, renewed, access_token)

    def _read(self, id_token: str, key: PublicKey, access_token: str | None) -> dict[str, Any]:
        required = {f"require_{claim}": True for claim in ("iss", "aud", "exp", "iat", "sub")}
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key.key,
                [key.algorithm],
                audience=self.client_id,
                issuer=self.issuers,
                access_token=access_token,
                options=required | {"leeway": LEEWAY_SECONDS, "verify_at_hash": access_token is not None},
            )
        except JOSEError as error:
            raise IdTokenNotValid from error
        return claims

    async def _key(self, key_id: object) -> PublicKey:
        if self._find(key_id) is None or self.clock() - self.fetched_at > KEPT_SECONDS:
            await self._fetch_unless_recent()
        key = self._find(key_id)
        if key is None:
            raise IdTokenNotValid
        return key

    def _find(self, key_id: object) -> PublicKey | None:
        """A token need not name its key where the issuer has only one (OpenID Connect Core 10.1)."""
        if key_id is None:
            return next(iter(self.keys.values())) if len(self.keys) == 1 else None
        return self.keys.get(key_id) if isinstance(key_id, str) else None

    async def _fetch_unless_recent(self) -> None:
        """Once for all who wait, and not again for a while: invented key ids must not turn into requests."""
        async with self.fetching:
            if self.clock() - self.fetched_at < REFRESH_SECONDS:
                return
            if self.clock() - self.failed_at < RETRY_SECONDS:
                raise ProviderUnavailable
            try:
                self.keys = _usable(await self._published())
            except ProviderUnavailable:
                self.failed_at = self.clock()
                raise
            self.fetched_at = self.clock()

    async def _published(self) -> dict[str, Any]:
        metadata = await self.http.get_json(f"{self.issuer}/.well-known/openid-configuration")
        if str(metadata.get("issuer", "")).rstrip("/") != self.issuer:
            raise ProviderUnavailable
        return await self.http.get_json(str(metadata.get("jwks_uri", "")))


def _key_id_of(id_token: str) -> object:
    try:
        return jwt.get_unverified_header(id_token).get("kid")
    except JOSEError as error:
        raise IdTokenNotValid from error


def _usable(published: dict[str, Any]) -> dict[str, PublicKey]:
    """The signing keys that we know how to use; a symmetric one is none."""
    keys: dict[str, PublicKey] = {}
    for key in published.get("keys", ()):
        algorithm = ALGORITHMS.get(key.get("kty"))
        if algorithm is None or key.get("use", "sig") != "sig" or key.get("alg", algorithm) != algorithm:
            continue
        try:
            keys[key["kid"]] = PublicKey(jwk.construct(key, algorithm), algorithm)
        except (JOSEError, KeyError, ValueError):
            continue
    return keys
