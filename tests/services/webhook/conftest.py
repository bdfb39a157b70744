"""Somebody with an endpoint for webhooks."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.outgoing import Guard
from tests.support.endpoints import Endpoint
from tests.support.endpoints import endpoint as served
from tests.support.people import personal_organization
from tests.support.platform import Caller, Platform


@pytest.fixture
async def endpoint(platform: Platform) -> AsyncIterator[Endpoint]:
    """Allowed although it is on the loopback address."""
    resources: Any = platform.resources("webhook")
    async with served() as there:
        resources.guard = Guard(private_targets=frozenset({there.target}))
        yield there
        del resources.guard


@pytest.fixture
async def organization_id(as_owner: Caller) -> str:
    return await personal_organization(as_owner)


async def registered(who: Caller, url: str, *events: str, **more: Any) -> dict[str, Any]:
    body = {"url": url, "events": list(events) or ["*"], **more}
    response = await who.post("webhook", "/webhooks", json=body)
    assert response.status_code == 201, response.text
    webhook: dict[str, Any] = response.json()
    return webhook


async def published(who: Caller, event_type: str = "custom.paid", **more: Any) -> dict[str, Any]:
    body = {"event_type": event_type, "payload": {"invoice": 7}, **more}
    response = await who.post("webhook", "/events", json=body)
    assert response.status_code == 201, response.text
    event: dict[str, Any] = response.json()
    return event


async def event_of(who: Caller, event_id: str) -> dict[str, Any]:
    response = await who.get("webhook", f"/events/{event_id}")
    assert response.status_code == 200, response.text
    event: dict[str, Any] = response.json()
    return event
