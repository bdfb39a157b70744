"""The Cognito hosted UI: the authorization code flow with PKCE (RFC 7636), state and nonce.

https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from pydantic import BaseModel, SecretStr
from redis.asyncio import Redis

from services.account.oidc.errors import IdTokenNotValid
from services.account.oidc.http import ProviderHTTP, read_object
from services.account.oidc.provider import Identity, OidcProvider
from shared.auth.keys import digest

STATE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class HostedUIClient:
    """Where the hosted UI is, and who we are to it."""

    domain: str
    client_id: str
    client_secret: SecretStr | None


class Attempt(BaseModel):
    """What must come back unchanged at the end of a sign-in."""

    verifier: str
    nonce: str
    redirect_uri: str


class HostedUI:
    def __init__(self, http: ProviderHTTP, provider: OidcProvider, client: HostedUIClient, redis: Redis) -> None:
        self.http = http
        self.provider = provider
        self.client = client
        self.redis = redis

    async def begin(self, redirect_uri: str) -> tuple[str, str]:
        """The URL to send the browser to, and the state that comes back with the code."""
        state, attempt = secrets.token_urlsafe(32), _new_attempt(redirect_uri)
        await self.redis.set(_state_key(state), attempt.model_dump_json(), ex=STATE_SECONDS)
        query = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "scope": "openid email profile",
            "identity_provider": "Google",
            "nonce": attempt.nonce,
            "code_challenge": challenge_of(attempt.verifier),
            "code_challenge_method": "S256",
        }
        return f"{self.client.domain}/oauth2/authorize?{urlencode(query)}", state

    async def take(self, state: str, redirect_uri: str) -> Attempt | None:
        """The attempt of this state, once; None where it is unknown, too old, used, or led somewhere else."""
        found = await self.redis.getdel(_state_key(state))
        attempt = Attempt.model_validate_json(found) if found else None
        return attempt if attempt and attempt.redirect_uri == redirect_uri else None

    async def finish(self, code: str, attempt: Attempt) -> Identity:
        """Raises IdTokenNotValid (a code that the provider refuses, too) and ProviderUnavailable."""
        secret = self.client.client_secret
        response = await self.http.send(
            "POST",
            f"{self.client.domain}/oauth2/token",
            data={
                "grant_type": "authorization_code",
                "client_id": self.client.client_id,
                "code": code,
                "redirect_uri": attempt.redirect_uri,
                "code_verifier": attempt.verifier,
            },
            auth=(self.client.client_id, secret.get_secret_value()) if secret else None,
        )
        if not response.is_success:
            raise IdTokenNotValid("The code was refused: it was used before, has expired, or is not ours")
        tokens = read_object(response)
        if not isinstance(tokens.get("id_token"), str):
            raise IdTokenNotValid
        return await self.provider.verify(
            tokens["id_token"], nonce=attempt.nonce, access_token=tokens.get("access_token")
        )

    def logout_url(self, redirect_uri: str) -> str:
        query = {"client_id": self.client.client_id, "logout_uri": redirect_uri}
        return f"{self.client.domain}/logout?{urlencode(query)}"


def challenge_of(verifier: str) -> str:
    """S256: RFC 7636, 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _new_attempt(redirect_uri: str) -> Attempt:
    return Attempt(verifier=secrets.token_urlsafe(48), nonce=secrets.token_urlsafe(32), redirect_uri=redirect_uri)


def _state_key(state: str) -> str:
    return f"hosted-ui:{digest(state)}"
