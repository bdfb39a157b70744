"""People around a vault."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.people import verified
from tests.support.platform import Caller, Platform

GUEST = "Guest@utopia.example"


@pytest.fixture
async def as_guest(platform: Platform) -> Caller:
    """A person with a verified address."""
    return await verified(platform, GUEST)


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
