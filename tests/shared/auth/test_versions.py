"""A cached answer never outlives a change, in whatever order reader and change take their steps."""

from collections.abc import AsyncGenerator
from itertools import combinations
from uuid import UUID

import pytest
from redis.asyncio import Redis

from shared.auth.versions import Versions, machines_subject
from tests.support.platform import Platform

SUBJECT = machines_subject(UUID(int=1))
STEPS = 7
ORDERS = list(combinations(range(STEPS), 3))
"""Which of the seven steps are the change's three: begin, commit, end."""


class Reader:
    """Somebody who reads the table and keeps the answer if he may."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self.stamp = ""
        self.seen = ""
        self.settled = False
        self.kept: str | None = None

    async def steps(self, table: dict[str, str]) -> AsyncGenerator[None]:
        self.stamp = await self.versions.read(SUBJECT)
        yield
        self.seen = table["right"]
        yield
        self.settled = await self.versions.settled(SUBJECT)
        yield
        self.kept = self.seen if self.settled else None
        yield

    async def believes(self) -> str | None:
        return self.kept if self.stamp == await self.versions.read(SUBJECT) else None


async def change(versions: Versions, table: dict[str, str]) -> AsyncGenerator[None]:
    async with versions.changing(SUBJECT):
        yield
        table["right"] = "revoked"
        yield
    yield


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_what_was_read_before_is_never_believed_after(platform: Platform, order: tuple[int, ...]) -> None:
    versions = Versions(platform.resources("vault").redis)
    table = {"right": "granted"}
    reader = Reader(versions)
    reading, changing = reader.steps(table), change(versions, table)
    for step in range(STEPS):
        await anext(changing if step in order else reading)
        if step >= order[1]:
            assert await reader.believes() in {None, "revoked"}
    assert await reader.believes() in {None, "revoked"}


async def test_what_was_read_in_peace_is_believed(platform: Platform) -> None:
    reader = Reader(Versions(platform.resources("vault").redis))
    async for _ in reader.steps({"right": "granted"}):
        pass
    assert await reader.believes() == "granted"


async def test_a_change_that_fails_holds_nobody_back(platform: Platform) -> None:
    versions = Versions(platform.resources("vault").redis)
    with pytest.raises(ZeroDivisionError):
        async with versions.changing(SUBJECT):
            _ = 1 / 0
    assert await versions.settled(SUBJECT)


async def test_of_two_changes_the_longer_holds(platform: Platform) -> None:
    versions = Versions(platform.resources("vault").redis)
    async with versions.changing(SUBJECT):
        async with versions.changing(SUBJECT):
            pass
        assert not await versions.settled(SUBJECT)


async def test_a_hold_that_a_crash_leaves_ends_by_itself(platform: Platform) -> None:
    redis: Redis = platform.resources("vault").redis
    unfinished = change(Versions(redis), {})
    await anext(unfinished)
    assert 0 < await redis.ttl(f"held:{SUBJECT}") <= 60
    await unfinished.aclose()
