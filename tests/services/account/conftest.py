"""Identity providers that the account service is told of for one test."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from pydantic import SecretStr

from services.account.oidc.http import ProviderHTTP
from services.account.resources import AccountResources
from tests.services.account.provider import CLIENT, REDIRECT, Issuer, configure
from tests.support.platform import Platform

USERS = (
    {"sub": "anna", "email": "anna@utopia.example", "email_verified": True},
    {"sub": "ben", "email": "ben@utopia.example", "email_verified": False},
)


@pytest.fixture
async def configured(platform: Platform) -> AsyncIterator[Platform]:
    """Settings and providers are put back after the test."""
    resources = platform.resources("account")
    assert isinstance(resources, AccountResources)
    settings = resources.settings
    yield platform
    resources.settings = settings
    for made in ("google", "hosted_ui", "provider_http"):
        vars(resources).pop(made, None)


@pytest.fixture
async def issuer(configured: Platform) -> Issuer:
    """Both Google and the user pool, signing what the test wants."""
    issuer = Issuer()
    configure(
        configured,
        issuer.http(),
        google_client_id=CLIENT,
        google_issuer=issuer.url,
        cognito_domain=issuer.url,
        cognito_client_id=CLIENT,
        cognito_issuer=issuer.url,
        cognito_redirect_uris=f"{REDIRECT}, https://app.utopia.example/bye",
    )
    return issuer


@pytest.fixture(scope="session")
def provider_url() -> Iterator[str]:
    """A real OpenID provider: a process of its own on the loopback address."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = str(held.getsockname()[1])
    users = [argument for user in USERS for argument in ("--user-claims", json.dumps(user))]
    # Its own warnings are not ours.
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", port, *users]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://localhost:{port}"  # it refuses to work without TLS under another name
    try:
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            httpx.get(f"{url}/jwks").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the OpenID provider ended before it answered")


@pytest.fixture
async def provider(configured: Platform, provider_url: str) -> AsyncIterator[str]:
    http = ProviderHTTP()
    configure(
        configured,
        http,
        google_client_id=CLIENT,
        google_issuer=provider_url,
        cognito_domain=provider_url,
        cognito_client_id=CLIENT,
        cognito_client_secret=SecretStr("any"),
        cognito_issuer=provider_url,
        cognito_redirect_uris=REDIRECT,
    )
    yield provider_url
    await http.close()
