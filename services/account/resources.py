"""What the account service holds on to beside the usual."""

from functools import cached_property

from services.account.settings import AccountSettings
from shared.auth.passwords import PasswordHasher
from shared.auth.tokens import AccessTokenSigner, AccessTokenVerifier, Jwks
from shared.resources import Resources


class AccountResources(Resources):
    settings: AccountSettings

    @cached_property
    def signer(self) -> AccessTokenSigner:
        return AccessTokenSigner(self.settings.account_signing_key_file, self.settings.access_token_lifetime)

    @cached_property
    def passwords(self) -> PasswordHasher:
        return PasswordHasher()

    @cached_property
    def access_tokens(self) -> AccessTokenVerifier:
        return AccessTokenVerifier(self.published_keys)

    async def published_keys(self) -> Jwks:
        """The keys that verify our tokens (RFC 7517); this service needs to ask nobody for them."""
        return {"keys": [self.signer.public_jwk]}
