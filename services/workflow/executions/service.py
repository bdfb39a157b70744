"""Starting executions and bringing them forward, for both faces of the API."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from uuid_utils.compat import uuid7

from services.workflow.access import WorkflowApp
from services.workflow.engine.engine import Engine
from services.workflow.engine.errors import IllegalMove
from services.workflow.engine.states import Status, StepStatus, check_step_move
from services.workflow.executions.answers import check_kind, output_of
from services.workflow.executions.checking import decision_on, documents_of, handed_in
from services.workflow.executions.dependencies import SeenExecution
from services.workflow.executions.errors import (
    AnswerRefused,
    ExecutionPaused,
    NotForAssistants,
    NotForPeople,
    StepNotFound,
    WorkflowInactive,
)
from services.workflow.executions.proposing import propose
from services.workflow.executions.repository import ExecutionRepository
from services.workflow.executions.run import Run
from services.workflow.executions.schemas import Complete, Execute
from services.workflow.models import Execution, HistoryEntry, StepExecution
from services.workflow.templates.step_types import BaseStep, Driver, UploadStep
from services.workflow.templates.template import Template
from shared.auth.principals import Principal
from shared.auth.vault_access import Access
from shared.clients.document import DocumentSummary
from shared.db.session import Late
from shared.errors import AppError
from shared.pagination import PageRequest, Pagination

HISTORY_SHOWN = 100


class ExecutionService:
    """Holds no transaction while other services are asked."""

    def __init__(self, resources: WorkflowApp, access: Access, late: Late) -> None:
        self.resources = resources
        self.access = access
        self.late = late

    async def start(self, who: Principal, template: Template, wanted: Execute) -> Execution:
        """Raises VaultNotFound, NotAllowed, WorkflowInactive."""
        await self.access.require(wanted.vault_id, who, "edit")
        if not template.is_active:
            raise WorkflowInactive
        execution = Execution(
            id=uuid7(),
            template_id=template.id,
            workflow_name=template.name,
            vault_id=wanted.vault_id,
            starter_kind=who.kind,
            starter_id=who.id,
            status=Status.RUNNING,
            context=wanted.initial_context,
            awaited=template.awaited,
        )
        session = await self.late.begin()
        await ExecutionRepository(session).add(execution, template)
        await Engine(session, self.resources.now()).start(Run(execution, template, {}), who.actor)
        return execution

    async def read(self, execution_id: UUID) -> tuple[Run, list[HistoryEntry]]:
        """With the newest of its history. Raises ExecutionNotFound."""
        async with self.resources.sessions() as session:
            repository = ExecutionRepository(session)
            run = await repository.run(execution_id)
            return run, list(await repository.history(execution_id, HISTORY_SHOWN))

    async def page(
        self, who: Principal, vault_id: UUID | None, status: Status | None, workflow: str | None, page: PageRequest
    ) -> tuple[Sequence[Execution], Pagination]:
        """Of one vault, or of the newest that the caller may view. Raises VaultNotFound."""
        if vault_id is None:
            visible = await self.resources.vaults.visible(who)
            vaults = [vault.id for vault in visible.vaults]
        else:
            await self.access.require(vault_id, who, "view")
            vaults = [vault_id]
        async with self.resources.sessions() as session:
            return await ExecutionRepository(session).page(vaults, status, workflow, page)

    async def complete(self, seen: SeenExecution, step_id: UUID, answer: Complete) -> Run:
        """Raises StepNotFound, NotForPeople, IllegalMove, ExecutionPaused, AnswerRefused, DocumentNotInVault."""
        documents = await self._documents(seen, step_id, answer) if answer.document_ids else []
        now = [document for document in documents if document.id in (answer.document_ids or ())]
        async with self._moving(seen.execution.id) as (engine, current):
            step, definition = _step_to_complete(current, step_id, answer)
            output = output_of(definition, answer, now, step.output)
            self._check_policy(current, definition, output, documents)
            if output.get("approved") is False:
                await engine.fail(current, step, "Rejected", seen.who.actor, output)
            else:
                await engine.complete(current, step, output, seen.who.actor)
            return current

    async def execute(self, seen: SeenExecution, step_id: UUID) -> tuple[Run, StepExecution]:
        """Have an assistant do a step; what it isn't sure of waits for a person.

        Raises StepNotFound, NotForAssistants, IllegalMove, ExecutionPaused, NothingToRead, Unavailable: the step can
        be tried again then.
        """
        async with self.resources.sessions.begin() as session:
            run = await ExecutionRepository(session).run(seen.execution.id, locked=True)
            step, definition = _step_of(run, step_id)
            _check_may_execute(run, step, definition)
            Engine(session, self.resources.now()).claim(step)
        try:
            proposal = await propose(self.resources, run, definition)
        except AppError as error:
            await self._release(seen.execution.id, step_id, error.detail)
            raise
        async with self._moving(seen.execution.id) as (engine, current):
            step, _ = _step_of(current, step_id)
            output = {**proposal.output, "needs_confirmation": not proposal.is_sure}
            if step.status != StepStatus.RUNNING:
                raise IllegalMove(f"The step is {step.status}")
            if proposal.is_sure:
                await engine.complete(current, step, output, seen.who.actor)
            else:
                engine.release(step)
                step.output = output
            return current, step

    async def _release(self, execution_id: UUID, step_id: UUID, error: str) -> None:
        async with self.resources.sessions.begin() as session:
            run = await ExecutionRepository(session).run(execution_id, locked=True)
            step, _ = _step_of(run, step_id)
            if step.status == StepStatus.RUNNING:
                Engine(session, self.resources.now()).release(step, error)

    async def send_event(self, seen: SeenExecution, event_type: str, payload: dict[str, Any]) -> tuple[UUID, bool]:
        """The event's id, and whether a step took it. Raises IllegalMove."""
        event_id = uuid7()
        async with self._moving(seen.execution.id) as (engine, run):
            engine.check_open(run)
            before = {step.key for step in run.open_steps}
            await engine.receive(run, event_id, event_type, payload, seen.who.actor)
            consumed = before != {step.key for step in run.open_steps}
        return event_id, consumed

    async def pause(self, seen: SeenExecution) -> Execution:
        """Raises IllegalMove."""
        async with self._moving(seen.execution.id) as (engine, run):
            await engine.pause(run, seen.who.actor)
            return run.execution

    async def resume(self, seen: SeenExecution) -> Execution:
        """Raises IllegalMove."""
        async with self._moving(seen.execution.id) as (engine, run):
            await engine.resume(run, seen.who.actor)
            return run.execution

    async def cancel(self, seen: SeenExecution) -> Execution:
        """Raises IllegalMove."""
        async with self._moving(seen.execution.id) as (engine, run):
            await engine.cancel(run, seen.who.actor)
            return run.execution

    @asynccontextmanager
    async def _moving(self, execution_id: UUID) -> AsyncIterator[tuple[Engine, Run]]:
        """The engine and the execution, held until the answer is out."""
        session = await self.late.begin()
        run = await ExecutionRepository(session).run(execution_id, locked=True)
        yield Engine(session, self.resources.now()), run
        await session.flush()

    async def _documents(self, seen: SeenExecution, step_id: UUID, answer: Complete) -> list[DocumentSummary]:
        """Those that are handed in now and, where a policy wants to see them, before."""
        async with self.resources.sessions() as session:
            run = await ExecutionRepository(session).run(seen.execution.id)
        _, definition = _step_to_complete(run, step_id, answer)
        now = answer.document_ids or []
        sees_all = isinstance(definition, UploadStep) and definition.config.with_earlier
        wanted = handed_in(run, now) if definition.requires and sees_all else now
        return await documents_of(self.resources, run.execution.vault_id, wanted)

    def _check_policy(
        self, run: Run, definition: BaseStep, output: dict[str, Any], documents: Sequence[DocumentSummary]
    ) -> None:
        if definition.requires is None:
            return
        context = run.execution.context | output.get("data", {})
        decision = decision_on(self.resources, definition.requires, context, documents)
        if not decision.allowed:
            raise AnswerRefused("; ".join(decision.reasons))


def _step_of(run: Run, step_id: UUID) -> tuple[StepExecution, BaseStep]:
    """Raises StepNotFound."""
    for step in run.steps.values():
        if step.id == step_id:
            return step, run.template.by_key[step.key]
    raise StepNotFound


def _step_to_complete(run: Run, step_id: UUID, answer: Complete) -> tuple[StepExecution, BaseStep]:
    """Raises StepNotFound, NotForPeople, IllegalMove, ExecutionPaused, AnswerRefused."""
    step, definition = _step_of(run, step_id)
    check_step_move(StepStatus(step.status), StepStatus.COMPLETED)
    if definition.driver is Driver.ENGINE:
        raise NotForPeople
    _check_not_paused(run, step)
    check_kind(definition, answer)
    return step, definition


def _check_may_execute(run: Run, step: StepExecution, definition: BaseStep) -> None:
    """Raises NotForAssistants, IllegalMove, ExecutionPaused."""
    if definition.driver is not Driver.AI:
        raise NotForAssistants
    if step.status == StepStatus.RUNNING:
        raise IllegalMove("The step is running")
    check_step_move(StepStatus(step.status), StepStatus.RUNNING)
    _check_not_paused(run, step)


def _check_not_paused(run: Run, step: StepExecution) -> None:
    """Raises ExecutionPaused."""
    if run.execution.status == Status.PAUSED and not step.is_legal_deadline:
        raise ExecutionPaused


Executions = Annotated[ExecutionService, Depends()]
