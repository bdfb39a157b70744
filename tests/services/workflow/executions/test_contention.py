"""What happens at once: the execution is held by one, and the other sees what became of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.workflow.executions.tasks import receive_event, wake
from shared.events import DocumentProcessed
from shared.resources import Resources
from tests.services.workflow.walking import Walk, begin
from tests.support.contention import at_once, own_connections, statuses
from tests.support.platform import Caller, Platform

ASK: dict[str, Any] = {"key": "ask", "type": "TEXT_INPUT", "config": {"question": "Well?"}}
NEXT = ASK | {"key": "next"}


@pytest.fixture
async def committed(platform: Platform) -> AsyncIterator[Resources]:
    async with own_connections(platform.resources("workflow"), "executions", "templates") as resources:
        yield resources


async def completing(walk: Walk, key: str = "ask") -> tuple[str, dict[str, str]]:
    step = await walk.step(key)
    return f"/workflow-executions/{walk.id}/steps/{step['id']}/complete", {"text_input": "yes"}


async def test_of_two_who_complete_a_step_one_does(
    platform: Platform, as_owner: Caller, vault_id: str, committed: Resources
) -> None:
    walk = await begin(platform, as_owner, vault_id, ASK | {"on_success": "next"}, NEXT)
    path, body = await completing(walk)
    both = [as_owner.post("workflow", path, json=body) for _ in range(2)]
    responses = await at_once(committed, "executions", *both)
    assert statuses(responses) == [200, 409]
    assert responses[1].json() == {"detail": "The step is completed"}
    assert await walk.statuses() == {"ask": "completed", "next": "waiting"}


@pytest.mark.parametrize(("first", "answers"), [("complete", [200, 200]), ("cancel", [200, 409])])
@pytest.mark.usefixtures("committed")
async def test_completing_and_cancelling_take_turns(
    platform: Platform, as_owner: Caller, vault_id: str, first: str, answers: list[int]
) -> None:
    walk = await begin(platform, as_owner, vault_id, ASK | {"on_success": "next"}, NEXT)
    path, body = await completing(walk)
    requests = {
        "complete": as_owner.post("workflow", path, json=body),
        "cancel": as_owner.post("workflow", f"/engine/executions/{walk.id}/cancel"),
    }
    ordered = sorted(requests, key=lambda verb: verb != first)
    resources = platform.resources("workflow")
    responses = await at_once(resources, "executions", *(requests[verb] for verb in ordered))
    assert statuses(responses) == answers
    assert (await walk.read())["status"] == "cancelled"


async def test_a_timeout_and_a_person_take_turns(
    platform: Platform, as_owner: Caller, vault_id: str, committed: Resources
) -> None:
    late = ASK | {"timeout": {"after": "P1D", "then": "next"}}
    walk = await begin(platform, as_owner, vault_id, late, NEXT)
    path, body = await completing(walk)
    resources = platform.resources("workflow")
    with platform.at(resources.now() + timedelta(days=2)):
        response, _ = await at_once(
            committed, "executions", as_owner.post("workflow", path, json=body), wake.run(resources)
        )
    assert response.status_code == 200
    assert await walk.statuses() == {"ask": "completed"}


async def test_an_event_that_comes_twice_at_once_counts_once(
    platform: Platform, as_owner: Caller, vault_id: str, committed: Resources
) -> None:
    listen = {"key": "listen", "type": "WAIT_EVENT", "config": {"event_type": "document.processed"}}
    again = listen | {"key": "listen_again"}
    walk = await begin(platform, as_owner, vault_id, listen | {"on_success": "listen_again"}, again)
    event = DocumentProcessed(document_id=UUID(int=1), vault_id=UUID(vault_id), document_type_code="LEASE", metadata={})
    sent = {"type": event.type, **event.model_dump(mode="json")}
    resources = platform.resources("workflow")
    await at_once(committed, "executions", *(receive_event.run(resources, event=sent) for _ in range(2)))
    assert await walk.statuses() == {"listen": "completed", "listen_again": "waiting"}
