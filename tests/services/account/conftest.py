"""Identity providers that the account service is told of for one test."""

import socket
from collections.abc import AsyncIterator, Iterator

import pytest
from pydantic import SecretStr

from services.account.oidc.http import ProviderHTTP
from services.account.resources import AccountResources
from tests.services.account.provider import CLIENT, REDIRECT, Issuer, Seconds, configure
from tests.services.account.provider_process import ProviderProcess
from tests.support.platform import Platform


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


@pytest.fixture
def seconds(configured: Platform, issuer: Issuer) -> Seconds:
    """The clock of both providers, standing still; they are the same objects until the end of the test."""
    resources = configured.resources("account")
    assert isinstance(resources, AccountResources)
    assert resources.google is not None
    assert resources.hosted_ui is not None
    seconds = Seconds()
    resources.google.clock = resources.hosted_ui.provider.clock = seconds
    return seconds


@pytest.fixture(scope="session")
def provider_process() -> Iterator[ProviderProcess]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        process = ProviderProcess(port=held.getsockname()[1])
    process.start()
    yield process
    process.stop()


@pytest.fixture
async def provider(configured: Platform, provider_process: ProviderProcess) -> AsyncIterator[ProviderProcess]:
    http = ProviderHTTP()
    configure(
        configured,
        http,
        google_client_id=CLIENT,
        google_issuer=provider_process.url,
        cognito_domain=provider_process.url,
        cognito_client_id=CLIENT,
        cognito_client_secret=SecretStr("any"),
        cognito_issuer=provider_process.url,
        cognito_redirect_uris=REDIRECT,
    )
    yield provider_process
    await http.close()
