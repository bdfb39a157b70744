"""Fixtures of the whole suite. Servers start once per run; every test sees a clean platform."""

import os
from collections.abc import AsyncIterator

import pytest
import structlog

from tests.support.cluster import Cluster, use_own_database
from tests.support.mailbox import Mailbox
from tests.support.platform import Caller, Platform, sign_up

CLUSTER = pytest.StashKey[Cluster]()


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts the servers; its children, where tests run in parallel, take a database each."""
    # Its usual tracebacks show every local variable, which takes seconds in an app of this size.
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], renderer])
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        cluster = config.stash[CLUSTER] = Cluster()
        cluster.start()
    if worker or not config.getoption("numprocesses", None):
        use_own_database(f"test_{worker or 'gw0'}")


def pytest_unconfigure(config: pytest.Config) -> None:
    if cluster := config.stash.get(CLUSTER, None):
        cluster.stop()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: whoever has the tests of the real processes mostly waits for them."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The real processes first: that file takes longest, and at the end it would keep one of two cores idle."""
    items.sort(key=lambda item: "tests/stack/" not in item.nodeid)


@pytest.fixture(scope="session")
async def apps() -> AsyncIterator[Platform]:
    mailbox = Mailbox()
    async with mailbox.serve() as url:
        os.environ["IMMIBLOX_SMTP_URL"] = url
        platform = Platform(mailbox)
        yield platform
        await platform.close()


@pytest.fixture
async def platform(apps: Platform) -> AsyncIterator[Platform]:
    async with apps.fresh():
        yield apps


@pytest.fixture
async def as_owner(platform: Platform) -> Caller:
    return await sign_up(platform, "owner@utopia.example")


@pytest.fixture
async def as_stranger(platform: Platform) -> Caller:
    return await sign_up(platform, "stranger@utopia.example")


@pytest.fixture
async def as_nobody(platform: Platform) -> Caller:
    return Caller(platform)


@pytest.fixture
async def vault_id(as_owner: Caller) -> str:
    """A vault of the owner."""
    response = await as_owner.post("vault", "/vaults", json={})
    identifier: str = response.json()["id"]
    return identifier
