"""What the engine does by the clock, and what it hears from other services."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from services.workflow.engine.engine import SYSTEM, Engine
from services.workflow.engine.notices import ask_again
from services.workflow.engine.states import OPEN, OPEN_STEPS, Status
from services.workflow.executions.errors import ExecutionNotFound
from services.workflow.executions.repository import ExecutionRepository
from services.workflow.resources import WorkflowResources
from shared.events import AccountErasureConfirmed, AccountErasureRequested, DocumentEvent, VaultDeleted, read_event
from shared.outbox.publish import publish
from shared.tasks import task

WAKE_EVERY = timedelta(seconds=2)
BATCH = 200


@task("workflow.wake")
async def wake(resources: WorkflowResources) -> None:
    """Wake the steps whose time has come, remind of those that are overdue, and see that mails go out."""
    while True:
        async with resources.sessions() as session:
            due = await ExecutionRepository(session).to_wake(resources.now(), BATCH)
        for step_id in due:
            await _wake(resources, step_id)
        if len(due) < BATCH:
            break
    async with resources.sessions() as session:
        overdue = await ExecutionRepository(session).overdue(resources.now(), BATCH)
    for step_id in overdue:
        await _remind(resources, step_id)
    await ask_again(resources)


@task("workflow.receive_event")
async def receive_event(resources: WorkflowResources, event: dict[str, Any]) -> None:
    """Let every execution in the vault have it that may wait for it."""
    happened = read_event(event)
    if not isinstance(happened, DocumentEvent):
        return
    async with resources.sessions() as session:
        awaiting = await ExecutionRepository(session).awaiting(happened.vault_id, happened.type)
    for execution_id in awaiting:
        async with resources.sessions.begin() as session:
            try:
                run = await ExecutionRepository(session).run(execution_id, locked=True)
            except ExecutionNotFound:
                continue
            if run.execution.status in OPEN:
                payload = happened.model_dump(mode="json")
                await Engine(session, resources.now()).receive(run, happened.id, happened.type, payload, SYSTEM)


@task("workflow.forget_vault")
async def forget_vault(resources: WorkflowResources, event: VaultDeleted) -> None:
    """A vault was deleted: its executions go too."""
    async with resources.sessions.begin() as session:
        await ExecutionRepository(session).delete_of_vault(event.vault_id)


@task("workflow.erase_account")
async def erase_account(resources: WorkflowResources, event: AccountErasureRequested) -> None:
    """What a person did in vaults of others stays, without them."""
    async with resources.sessions.begin() as session:
        await ExecutionRepository(session).forget_account(event.account_id, event.email)
        confirmed = AccountErasureConfirmed(
            account_id=event.account_id, erasure_id=event.erasure_id, service=resources.settings.service
        )
        await publish(session, confirmed)


async def _wake(resources: WorkflowResources, step_id: UUID) -> None:
    """Looks again at what it wakes: it may have been done since."""
    now = resources.now()
    async with resources.sessions.begin() as session:
        repository = ExecutionRepository(session)
        execution_id = await repository.execution_of_step(step_id)
        if execution_id is None:
            return
        run = await repository.run(execution_id, locked=True)
        step = next(each for each in run.steps.values() if each.id == step_id)
        sleeps = run.execution.status == Status.PAUSED and not step.is_legal_deadline
        if step.status in OPEN_STEPS and step.wake_at and step.wake_at <= now and not sleeps:
            await Engine(session, now).wake(run, step)


async def _remind(resources: WorkflowResources, step_id: UUID) -> None:
    async with resources.sessions.begin() as session:
        repository = ExecutionRepository(session)
        execution_id = await repository.execution_of_step(step_id)
        if execution_id is None:
            return
        run = await repository.run(execution_id, locked=True)
        step = next(each for each in run.steps.values() if each.id == step_id)
        if step.status in OPEN_STEPS and step.escalated_at is None:
            await Engine(session, resources.now()).escalate(run, step)
