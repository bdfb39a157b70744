"""Fixtures of the organization service's tests."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from shared.db.engine import session_factory
from shared.resources import Resources
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
    resources = platform.resources("organization")
    resources.sessions = session_factory(resources.engine)
    resources.reads = session_factory(resources.reading_engine)
    resources.connect = resources.reading_engine.connect
    yield resources
    async with resources.engine.begin() as connection:
        for table in ("organizations", "outbox", "idempotency_keys"):
            await connection.execute(text(f"delete from {table}"))  # noqa: S608 - from the line above
