"""What the account service holds on to beside the usual."""

import asyncio
from functools import cached_property

from services.account.auth.sessions import SessionCache
from services.account.oidc.hosted_ui import HostedUI, HostedUIClient
from services.account.oidc.http import ProviderHTTP
from services.account.oidc.provider import OidcProvider
from services.account.settings import AccountSettings, SigningSettings
from shared.auth.passwords import PasswordHasher
from shared.auth.tokens import AccessTokenSigner, AccessTokenVerifier, Jwks
from shared.resources import Resources

GUESSES_AT_ONCE = 4
"""Of wrong passwords, one fewer may pass the lockout beyond its limit: each is counted once it is hashed."""


class AccountResources(Resources):
    settings: AccountSettings

    @cached_property
    def guessing(self) -> asyncio.Semaphore:
        """Held from the look at the failures so far to the count of another one."""
        return asyncio.Semaphore(GUESSES_AT_ONCE)

    @cached_property
    def signer(self) -> AccessTokenSigner:
        if not isinstance(self.settings, SigningSettings):
            message = "a worker has no key to sign with"
            raise TypeError(message)
        return AccessTokenSigner(self.settings.account_signing_key_file, self.settings.access_token_lifetime)

    @cached_property
    def session_cache(self) -> SessionCache:
        return SessionCache(self.redis, self.settings.access_token_lifetime)

    @cached_property
    def passwords(self) -> PasswordHasher:
        return PasswordHasher()

    @cached_property
    def access_tokens(self) -> AccessTokenVerifier:
        return AccessTokenVerifier(self.published_keys)

    @cached_property
    def provider_http(self) -> ProviderHTTP:
        return ProviderHTTP()

    @cached_property
    def google(self) -> OidcProvider | None:
        """None where Google sign-in is not configured."""
        client_id = self.settings.google_client_id
        return OidcProvider(self.provider_http, self.settings.google_issuer, client_id) if client_id else None

    @cached_property
    def hosted_ui(self) -> HostedUI | None:
        """None where Cognito is not configured."""
        settings = self.settings
        if not (settings.cognito_domain and settings.cognito_client_id and settings.cognito_issuer):
            return None
        provider = OidcProvider(self.provider_http, settings.cognito_issuer, settings.cognito_client_id)
        client = HostedUIClient(
            settings.cognito_domain.rstrip("/"), settings.cognito_client_id, settings.cognito_client_secret
        )
        return HostedUI(self.provider_http, provider, client, self.redis)

    async def published_keys(self) -> Jwks:
        """The keys that verify our tokens (RFC 7517); this service needs to ask nobody for them."""
        return {"keys": [self.signer.public_jwk]}

    async def close(self) -> None:
        await self.provider_http.close()
        await super().close()
