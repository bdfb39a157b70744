"""Identity providers that the account service is told of for one test."""

from collections.abc import AsyncIterator, Iterator

import pytest
from oidc_provider_mock import User, run_server_in_thread

from services.account.oidc.http import ProviderHTTP
from services.account.resources import AccountResources
from tests.services.account.provider import CLIENT, REDIRECT, Issuer, configure
from tests.support.platform import Platform

ANNA = User(sub="anna", claims={"email": "anna@utopia.example", "email_verified": True})
BEN = User(sub="ben", claims={"email": "ben@utopia.example", "email_verified": False})


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
    """A real OpenID provider on the loopback address."""
    with run_server_in_thread(user_claims=[ANNA, BEN]) as server:
        yield f"http://localhost:{server.server_port}"


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
        cognito_issuer=provider_url,
        cognito_redirect_uris=REDIRECT,
    )
    yield provider_url
    await http.close()
