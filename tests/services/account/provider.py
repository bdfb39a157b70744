"""Identity providers for tests: a real one on loopback, and one that signs whatever it is told to."""

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwk, jwt

from services.account.oidc.http import ProviderHTTP
from services.account.resources import AccountResources
from tests.support.platform import Platform

CLIENT = "client-of-ours"
REDIRECT = "https://app.utopia.example/callback"


def configure(platform: Platform, http: ProviderHTTP, **settings: Any) -> AccountResources:
    """Give the account service other settings, and another way to its providers; `restore` undoes it."""
    resources = platform.resources("account")
    assert isinstance(resources, AccountResources)
    resources.settings = resources.settings.model_copy(update=settings)
    resources.provider_http = http
    for made in ("google", "hosted_ui"):
        vars(resources).pop(made, None)
    return resources


@dataclass
class Seconds:
    """A clock to be put forward."""

    passed: float = 0.0

    def __call__(self) -> float:
        return self.passed


def claims(issuer: str, **changes: object) -> dict[str, object]:
    """The claims of a good ID token; None takes one away."""
    now = int(time.time())
    good = {
        "iss": issuer,
        "aud": CLIENT,
        "sub": "subject-1",
        "iat": now,
        "exp": now + 300,
        "email": "anna@utopia.example",
        "email_verified": True,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def new_key(key_id: str) -> tuple[str, dict[str, Any]]:
    """An RSA key: PEM of the private half, JWK of the public one."""
    private = rsa.generate_private_key(65537, 2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = jwk.construct(pem, "RS256").public_key().to_dict()
    return pem, public | {"kid": key_id, "use": "sig", "alg": "RS256"}


@dataclass
class Issuer:
    """Publishes keys, gives out tokens, and keeps what it was asked."""

    url: str = "https://issuer.example"
    requests: list[httpx.Request] = field(default_factory=list)
    id_token: str = ""
    status: int = 200

    def __post_init__(self) -> None:
        self.pem, self.public = new_key("key-1")

    def rotate(self, key_id: str = "key-2") -> None:
        self.pem, self.public = new_key(key_id)

    def sign(self, **changes: object) -> str:
        return jwt.encode(claims(self.url, **changes), self.pem, "RS256", headers={"kid": self.public["kid"]})

    def http(self) -> ProviderHTTP:
        return ProviderHTTP(httpx.MockTransport(self._answer))

    def asked(self, path: str) -> list[httpx.Request]:
        return [request for request in self.requests if request.url.path == path]

    def form(self) -> dict[str, str]:
        """What the token endpoint was sent last."""
        (request,) = self.asked("/oauth2/token")
        return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx.Response(self.status, json={"issuer": self.url, "jwks_uri": f"{self.url}/jwks"})
            case "/jwks":
                return httpx.Response(200, json={"keys": [self.public]})
            case _ if self.status != 200:
                return httpx.Response(self.status, json={"error": "invalid_grant"})
        return httpx.Response(200, json={"id_token": self.id_token, "access_token": "opaque", "token_type": "Bearer"})


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
