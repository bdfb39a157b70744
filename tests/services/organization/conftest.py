"""Fixtures of the organization service's tests."""

from collections.abc import AsyncIterator

import pytest

from shared.resources import Resources
from tests.support.contention import own_connections
from tests.support.people import add_member, make_organization, verified
from tests.support.platform import Caller, Platform


@pytest.fixture
async def organization_id(as_owner: Caller) -> str:
    """An organization of the owner."""
    return await make_organization(as_owner)


@pytest.fixture
async def as_admin(platform: Platform, as_owner: Caller, organization_id: str) -> Caller:
    person = await verified(platform, "admin@utopia.example")
    await add_member(as_owner, organization_id, "admin@utopia.example", "admin")
    return person


@pytest.fixture
async def as_member(platform: Platform, as_owner: Caller, organization_id: str) -> Caller:
    person = await verified(platform, "member@utopia.example")
    await add_member(as_owner, organization_id, "member@utopia.example")
    return person


@pytest.fixture
async def committed(platform: Platform) -> AsyncIterator[Resources]:
    """The organization service on connections of its own, so that two requests can wait for each other."""
    async with own_connections(platform.resources("organization"), "organizations") as resources:
        yield resources
