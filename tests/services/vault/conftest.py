"""People around a vault."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.services.vault.directory import People
from tests.support.platform import Caller, Platform

GUEST = "Guest@utopia.example"


@pytest.fixture(autouse=True)
def people(platform: Platform) -> Iterator[People]:
    people = People(platform)
    with people.known():
        yield people


@pytest.fixture(autouse=True)
def _known_owner(people: People, as_owner: Caller) -> None:
    people.add(as_owner, "owner@utopia.example", username="olga")


@pytest.fixture
async def as_guest(people: People) -> Caller:
    """A person with a verified address."""
    return await people.sign_up(GUEST)


class Clock:
    """The time of all services, to be put forward."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture
def clock(platform: Platform) -> Iterator[Clock]:
    clock = Clock()
    everywhere: list[Any] = [platform.resources(service) for service in platform.apps]
    for resources in everywhere:
        resources.now = clock
    yield clock
    for resources in everywhere:
        del resources.now
