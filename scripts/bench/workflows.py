"""What a step of a workflow takes: in the engine with real commits, and through the door while others wait."""

import asyncio
import statistics
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from uuid import UUID

import uvloop
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from uuid_utils.compat import uuid7

from scripts.bench.access import database_url
from scripts.bench.stack import Stack
from services.workflow.engine.engine import SYSTEM, Engine
from services.workflow.engine.states import Status, StepStatus
from services.workflow.executions.repository import ExecutionRepository
from services.workflow.models import Execution, StepExecution
from services.workflow.templates.template import Template
from shared.db.engine import session_factory

STEPS = 10
PROCESSES = 2
AT_ONCE = 4
"""In each process."""
ROUNDS = 10
RATE = 50
SECONDS = 5
WAITING = 10_000

_STARTING: list[Barrier] = []
"""Of a process: where it waits for the others."""


def _chain(length: int) -> Template:
    """People write one text after the other."""
    keys = [f"step_{number}" for number in range(length)]
    steps = [
        {
            "key": key,
            "name": f"Write {key}",
            "type": "TEXT_INPUT",
            "config": {"question": "Well?"},
            "on_success": following,
        }
        for key, following in zip(keys, [*keys[1:], None], strict=True)
    ]
    content = {"name": "bench-chain", "version": length, "description": "A bench", "category": "bench", "steps": steps}
    return Template.model_validate(content)


def steps_a_second(stack: Stack) -> float:
    """Steps that are done and followed by the next, each in a transaction of its own, by eight at once.

    In two processes, as the service and its worker are two that move executions.
    """
    vault_id, template = UUID(stack.new_vault()), _chain(STEPS)
    context = get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, context, _meet, (context.Barrier(PROCESSES),)) as pool:
        url = database_url(stack, "workflow")
        works = [pool.submit(_walk_in_process, url, vault_id, template) for _ in range(PROCESSES)]
        spans = [work.result() for work in works]
    taken = max(end for _, end in spans) - min(start for start, _ in spans)
    return PROCESSES * AT_ONCE * ROUNDS * STEPS / taken


def _meet(barrier: Barrier) -> None:
    _STARTING.append(barrier)


def _walk_in_process(url: str, vault_id: UUID, template: Template) -> tuple[float, float]:
    """When it began and when it was done."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the service
        return runner.run(_walk_many(url, vault_id, template))


async def _walk_many(url: str, vault_id: UUID, template: Template) -> tuple[float, float]:
    engine = _engine(url)
    warm_up = await _begin(engine, vault_id, template, AT_ONCE)
    await asyncio.gather(*(_walk_all(engine, [each]) for each in warm_up))
    ids = await _begin(engine, vault_id, template, AT_ONCE * ROUNDS)
    await asyncio.to_thread(_STARTING[0].wait)
    started = time.monotonic()
    await asyncio.gather(*(_walk_all(engine, ids[each::AT_ONCE]) for each in range(AT_ONCE)))
    ended = time.monotonic()
    await engine.dispose()
    return started, ended


async def _walk_all(engine: AsyncEngine, ids: list[UUID]) -> None:
    sessions = session_factory(engine)
    for execution_id in ids:
        for number in range(STEPS):
            async with sessions.begin() as session:
                run = await ExecutionRepository(session).run(execution_id, locked=True)
                step = run.steps[f"step_{number}"]
                await Engine(session, datetime.now(UTC)).complete(run, step, {"text_input": "well"})


def complete_seconds(stack: Stack) -> float:
    """95th percentile of completing a step over HTTP, fifty a second, while ten thousand executions wait."""
    vault_id, template = UUID(stack.new_vault()), _chain(2)
    ids = asyncio.run(_prepared(stack, vault_id, template))
    steps = [_waiting_step(stack, execution_id) for execution_id in ids]
    began = time.perf_counter()
    with ThreadPoolExecutor(RATE) as pool:
        times = pool.map(
            lambda each: _complete(stack, ids[each], steps[each], began + each / RATE), range(RATE * SECONDS)
        )
        return statistics.quantiles(times, n=20)[-1]


async def _prepared(stack: Stack, vault_id: UUID, template: Template) -> list[UUID]:
    engine = _engine(database_url(stack, "workflow"))
    await _begin(engine, vault_id, template, WAITING)
    ids = await _begin(engine, vault_id, template, RATE * SECONDS)
    await engine.dispose()
    return ids


async def _begin(engine: AsyncEngine, vault_id: UUID, template: Template, number: int) -> list[UUID]:
    sessions = session_factory(engine)
    executions = [
        Execution(
            id=uuid7(),
            template_id=template.id,
            workflow_name=template.name,
            vault_id=vault_id,
            starter_kind=SYSTEM.kind,
            starter_id=SYSTEM.id,
            status=Status.RUNNING,
            context={},
            awaited=[],
        )
        for _ in range(number)
    ]
    # Rows alone: ten thousand that begin would have the workers enter ten thousand acts.
    first = [_first_step(execution, template) for execution in executions]
    async with sessions.begin() as session:
        await ExecutionRepository(session).add(executions[0], template)
        session.add_all(executions[1:])
        await session.flush()
        session.add_all(first)
    return [execution.id for execution in executions]


def _first_step(execution: Execution, template: Template) -> StepExecution:
    step = template.steps[0]
    return StepExecution(execution_id=execution.id, key=step.key, type=step.type, status=StepStatus.WAITING)


def _waiting_step(stack: Stack, execution_id: UUID) -> str:
    execution = stack.call("GET", "workflow", f"/workflow-executions/{execution_id}").json()
    return str(execution["current_step"]["id"])


def _complete(stack: Stack, execution_id: UUID, step_id: str, at: float) -> float:
    """From the moment that it should have begun, so that a queue counts."""
    time.sleep(max(0.0, at - time.perf_counter()))
    path = f"/workflow-executions/{execution_id}/steps/{step_id}/complete"
    stack.call("POST", "workflow", path, json={"text_input": "well"})
    return time.perf_counter() - at


def _engine(url: str) -> AsyncEngine:
    settings = {"search_path": "workflow,public"}
    return create_async_engine(url, pool_size=AT_ONCE, connect_args={"server_settings": settings})
