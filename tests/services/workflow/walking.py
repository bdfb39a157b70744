"""Walking through an execution over HTTP."""

from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.workflow.engine.engine import Engine
from services.workflow.engine.states import Status
from services.workflow.executions.repository import ExecutionRepository
from services.workflow.executions.run import Run
from services.workflow.executions.tasks import wake as wake_due
from services.workflow.models import Execution
from services.workflow.templates.template import Template
from shared.events import Actor
from tests.support.platform import Caller, Platform


class Walk:
    """An execution, brought forward by `who`."""

    def __init__(self, platform: Platform, who: Caller, execution_id: str) -> None:
        self.platform = platform
        self.who = who
        self.id = execution_id

    @classmethod
    async def begin(cls, platform: Platform, who: Caller, vault_id: str, workflow: str, **context: Any) -> "Walk":
        body = {"vault_id": vault_id, "initial_context": context}
        response = await who.post("workflow", f"/workflows/{workflow}/execute", json=body)
        assert response.status_code == 201, response.text
        assert response.json()["status"] == "running"
        return cls(platform, who, response.json()["execution_id"])

    async def read(self) -> dict[str, Any]:
        response = await self.who.get("workflow", f"/workflow-executions/{self.id}")
        assert response.status_code == 200, response.text
        execution: dict[str, Any] = response.json()
        return execution

    async def step(self, key: str) -> dict[str, Any]:
        (found,) = [step for step in (await self.read())["steps"] if step["key"] == key]
        step: dict[str, Any] = found
        return step

    async def statuses(self) -> dict[str, str]:
        return {step["key"]: step["status"] for step in (await self.read())["steps"]}

    async def answer(self, key: str, **answer: Any) -> tuple[int, dict[str, Any]]:
        step = await self.step(key)
        path = f"/workflow-executions/{self.id}/steps/{step['id']}/complete"
        response = await self.who.post("workflow", path, json=answer)
        return response.status_code, response.json()

    async def do(self, key: str, **answer: Any) -> dict[str, Any] | None:
        """The next step, after everything that it set off has run."""
        status, body = await self.answer(key, **answer)
        assert (status, body.get("success")) == (200, True), body
        await self.platform.run_tasks()
        following: dict[str, Any] | None = body["next_step"]
        return following

    async def execute(self, key: str) -> tuple[int, dict[str, Any]]:
        step = await self.step(key)
        path = f"/workflow-executions/{self.id}/steps/{step['id']}/execute"
        response = await self.who.post("workflow", path)
        await self.platform.run_tasks()
        return response.status_code, response.json()

    async def move(self, verb: str) -> tuple[int, dict[str, Any]]:
        response = await self.who.post("workflow", f"/engine/executions/{self.id}/{verb}")
        return response.status_code, response.json()

    async def send(self, event_type: str, payload: Any = None) -> tuple[int, dict[str, Any]]:
        body = {"event_type": event_type, "payload": payload or {}}
        response = await self.who.post("workflow", f"/engine/executions/{self.id}/events", json=body)
        return response.status_code, response.json()


async def begin(platform: Platform, who: Caller, vault_id: str, *steps: dict[str, Any], **context: Any) -> Walk:
    """An execution of a template that is not shipped."""
    template = made_of(*steps)
    resources = platform.resources("workflow")
    execution = Execution(
        id=uuid7(),
        template_id=template.id,
        workflow_name=template.name,
        vault_id=UUID(vault_id),
        starter_kind="account",
        starter_id=who.id,
        status=Status.RUNNING,
        context=context,
        awaited=template.awaited,
    )
    async with resources.sessions.begin() as session:
        await ExecutionRepository(session).add(execution, template)
        actor = Actor(kind="account", id=UUID(str(who.id)))
        await Engine(session, resources.now()).start(Run(execution, template, {}), actor)
    await platform.run_tasks()
    return Walk(platform, who, str(execution.id))


def made_of(*steps: dict[str, Any]) -> Template:
    named = [{"name": f"Step {step['key']}", **step} for step in steps]
    return Template.model_validate(
        {"name": "made-for-a-test", "version": 1, "description": "A test", "category": "test", "steps": named}
    )


async def wake(platform: Platform) -> None:
    """As the scheduler does every two seconds."""
    await wake_due.run(platform.resources("workflow"))
    await platform.run_tasks()
