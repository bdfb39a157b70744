"""Moves an execution from step to step.

Every call happens in a transaction that holds the execution. What else has to happen (a mail, an event for webhooks, a
policy over documents) is written to the outbox in the same transaction: it happens if and only if the move does.
"""

import contextlib
from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from services.workflow.engine.assigning import assignee_of
from services.workflow.engine.errors import IllegalMove, MissingFromContext
from services.workflow.engine.notices import send_notice
from services.workflow.engine.policy_task import check_policy
from services.workflow.engine.states import OPEN, Status, StepStatus, check_move, check_step_move
from services.workflow.engine.timing import due_at, wakes_at
from services.workflow.executions.repository import ExecutionRepository
from services.workflow.executions.run import Run
from services.workflow.models import Execution, HistoryEntry, Notice, ReceivedEvent, StepExecution
from services.workflow.policies.cel import Undecided, midnight
from services.workflow.templates.step_types import (
    BaseStep,
    BranchStep,
    Driver,
    EventStep,
    ExtractStep,
    FormStep,
    JoinStep,
    NotifyStep,
    ParallelStep,
    PolicyStep,
    ProcessStep,
    TimerStep,
    WebhookStep,
    condition,
)
from shared.events import (
    Actor,
    WorkflowCancelled,
    WorkflowCompleted,
    WorkflowFailed,
    WorkflowSignalled,
    WorkflowStarted,
    WorkflowStepCompleted,
)
from shared.outbox.publish import enqueue, publish

POLICY_PATIENCE = timedelta(seconds=20)
"""How long a policy may take before it is asked again: a killed worker takes the message with it."""

AI_PATIENCE = timedelta(minutes=5)
"""How long an assistant may take."""

ENDED = {
    Status.COMPLETED: WorkflowCompleted,
    Status.FAILED: WorkflowFailed,
    Status.CANCELLED: WorkflowCancelled,
}
SYSTEM = Actor(kind="service", id=UUID(int=0))


class Engine:
    """`now` is the moment of the transaction."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self.session = session
        self.now = now
        self.executions = ExecutionRepository(session)

    async def start(self, run: Run, actor: Actor) -> None:
        execution = run.execution
        self._note(execution, "started", actor=actor)
        event = WorkflowStarted(
            vault_id=execution.vault_id, actor=actor, execution_id=execution.id, workflow=execution.workflow_name
        )
        await publish(self.session, event)
        await self._go_on(run, [run.template.first])

    def check_open(self, run: Run) -> None:
        """Raises IllegalMove where it has ended."""
        if run.execution.status not in OPEN:
            raise IllegalMove(f"The execution is {run.execution.status}")

    async def complete(self, run: Run, step: StepExecution, output: Mapping[str, Any], actor: Actor = SYSTEM) -> None:
        """Raises IllegalMove."""
        definition = run.template.by_key[step.key]
        self._end(step, StepStatus.COMPLETED, output)
        _remember(run.execution, definition, output)
        await self._tell_of(run, step, actor)
        await self._go_on(run, [definition.on_success] if definition.on_success else [])

    async def fail(
        self,
        run: Run,
        step: StepExecution,
        error: str,
        actor: Actor = SYSTEM,
        output: Mapping[str, Any] | None = None,
    ) -> None:
        """A failed step leads to its `on_failure`; without one all has failed. Raises IllegalMove."""
        definition = run.template.by_key[step.key]
        if output is not None:
            step.output = dict(output)
            if definition.driver is Driver.PERSON:
                _remember(run.execution, definition, output)
        await self._fail_to(run, step, error, definition.on_failure, actor)

    async def wake(self, run: Run, step: StepExecution) -> None:
        """The moment that a step waited for has come. Raises IllegalMove."""
        definition = run.template.by_key[step.key]
        if isinstance(definition, TimerStep):
            await self.complete(run, step, {})
        elif isinstance(definition, PolicyStep):
            await self._ask_policy(step)
        elif step.status == StepStatus.RUNNING:
            self.release(step)  # whoever had it done never came back
        else:
            following = definition.timeout.then if definition.timeout else None
            await self._fail_to(run, step, "Nothing happened in time", following, SYSTEM)

    def claim(self, step: StepExecution) -> None:
        """Have an assistant do it, for as long as that may take. Raises IllegalMove."""
        check_step_move(StepStatus(step.status), StepStatus.RUNNING)
        step.status, step.error, step.wake_at = StepStatus.RUNNING, None, self.now + AI_PATIENCE

    def release(self, step: StepExecution, error: str | None = None) -> None:
        """Let it wait again, for a person or another try. Raises IllegalMove."""
        check_step_move(StepStatus(step.status), StepStatus.WAITING)
        step.status, step.error, step.wake_at = StepStatus.WAITING, error, step.timeout_at

    async def escalate(self, run: Run, step: StepExecution) -> None:
        """Remind whoever should have done it, and whoever began all."""
        step.escalated_at = self.now
        self._note(run.execution, "step_overdue", step)
        name = run.template.by_key[step.key].name
        for recipient in {step.assignee, None}:
            text = f"The step “{name}” should have been done by now."
            await self._notify(run.execution, f"Overdue: {name}", text, recipient)

    async def receive(self, run: Run, event_id: UUID, event_type: str, payload: dict[str, Any], actor: Actor) -> bool:
        """Keep an event and let the steps have it that wait for it; False for one that is known already."""
        if not await self.executions.keep_event(run.execution.id, event_id, event_type, payload):
            return False
        self._note(run.execution, "event_received", actor=actor, event_type=event_type)
        if run.execution.status == Status.RUNNING:
            await self._offer_events(run)
        return True

    async def pause(self, run: Run, actor: Actor) -> None:
        """Raises IllegalMove."""
        self._move(run.execution, Status.PAUSED)
        run.execution.paused_at = self.now
        self._note(run.execution, "paused", actor=actor)

    async def resume(self, run: Run, actor: Actor) -> None:
        """Exactly where it was: what was waited for is put off by the pause. Raises IllegalMove."""
        if run.execution.status == Status.RUNNING:
            raise IllegalMove("The execution is running")
        self._move(run.execution, Status.RUNNING)
        paused_for = self.now - (run.execution.paused_at or self.now)
        run.execution.paused_at = None
        await self.session.flush()
        await self.executions.shift(run.execution.id, paused_for)
        self._note(run.execution, "resumed", actor=actor, paused_seconds=round(paused_for.total_seconds()))
        await self._offer_events(run)

    async def cancel(self, run: Run, actor: Actor) -> None:
        """What completed steps declare for this is done, the last of them first. Raises IllegalMove."""
        self._move(run.execution, Status.CANCELLED)
        self._close(run, StepStatus.CANCELLED)
        self._note(run.execution, "cancelled", actor=actor)
        done = [step for step in run.steps.values() if step.status == StepStatus.COMPLETED]
        for step in sorted(done, key=lambda step: step.ended_at or step.created_at, reverse=True):
            definition = run.template.by_key[step.key]
            if definition.compensate is None:
                continue
            self._note(run.execution, "compensated", step)
            if definition.compensate.notify:
                await self._notify(run.execution, f"Cancelled: {definition.name}", definition.compensate.notify)
            if definition.compensate.webhook:
                await self._signal(run.execution, step.key, definition.compensate.webhook)
        await self._finished(run, actor)

    async def _go_on(self, run: Run, keys: list[str]) -> None:
        """Enter steps, and those after them, until all wait."""
        entering = deque(keys)
        while entering and run.execution.status in OPEN:
            entering.extend(await self._enter(run, entering.popleft()))
        if run.execution.status in OPEN and not run.open_steps:
            self._move(run.execution, Status.COMPLETED)
            self._note(run.execution, "completed")
            await self._finished(run, SYSTEM)
        await self.session.flush()

    async def _enter(self, run: Run, key: str) -> list[str]:
        """The steps that follow at once."""
        definition = run.template.by_key[key]
        step = run.steps.get(key)
        if isinstance(definition, JoinStep):
            return await self._arrive(run, definition, step)
        if step is not None:
            return []  # two ways met here, and the first has done it
        step = self._new_step(run, definition)
        try:
            self._set_times(step, definition, run.execution.context)
            step.assignee = assignee_of(definition, run.execution.context)
        except MissingFromContext as missing:
            return await self._failed_at_once(run, step, str(missing))
        return await self._begin(run, step, definition)

    async def _begin(self, run: Run, step: StepExecution, definition: BaseStep) -> list[str]:
        """What the engine does at once is done; all else waits."""
        following = _one(definition.on_success)
        output: dict[str, Any] = {}
        match definition:
            case BranchStep():
                following = [self._way(run.execution, definition)]
                output = {"then": following[0]}
            case ParallelStep():
                following = list(definition.config.branches)
            case NotifyStep(config=config):
                await self._notify(run.execution, config.subject, config.text)
            case WebhookStep(config=config):
                await self._signal(run.execution, step.key, config.event_type)
            case TimerStep() if step.wake_at and step.wake_at <= self.now:
                pass
            case EventStep() if event := await self._event_for(run, definition):
                event.consumed_by = step.id
                output = {"event": event.payload}
            case PolicyStep():
                step.status = StepStatus.RUNNING
                await self._ask_policy(step)
                return []
            case _:
                await self._assign(run, step, definition)
                return []
        return await self._passed(run, step, following, output)

    async def _arrive(self, run: Run, definition: JoinStep, step: StepExecution | None) -> list[str]:
        if step is None:
            step = self._new_step(run, definition)
            step.arrivals = 0
        step.arrivals += 1
        if step.arrivals < run.template.branches_into(definition.key):
            return []
        return await self._passed(run, step, _one(definition.on_success), {})

    def _way(self, execution: Execution, definition: BranchStep) -> str:
        values = self._values(execution)
        for case in definition.config.cases:
            # A condition over what isn't there does not hold.
            with contextlib.suppress(Undecided):
                if condition(case.when).evaluate(values).value is True:
                    return case.then
        return definition.config.otherwise

    async def _passed(
        self, run: Run, step: StepExecution, following: list[str], output: Mapping[str, Any]
    ) -> list[str]:
        self._end(step, StepStatus.COMPLETED, output)
        await self._tell_of(run, step, SYSTEM)
        return following

    async def _failed_at_once(self, run: Run, step: StepExecution, error: str) -> list[str]:
        following = run.template.by_key[step.key].on_failure
        self._end(step, StepStatus.FAILED, None, error)
        self._note(run.execution, "step_failed", step, error=error)
        if following is None:
            await self._fail_all(run, error)
        return _one(following)

    async def _fail_to(self, run: Run, step: StepExecution, error: str, following: str | None, actor: Actor) -> None:
        self._end(step, StepStatus.FAILED, step.output, error)
        self._note(run.execution, "step_failed", step, actor, error=error)
        if following is None:
            await self._fail_all(run, error)
            await self.session.flush()
        else:
            await self._go_on(run, [following])

    async def _fail_all(self, run: Run, error: str) -> None:
        self._move(run.execution, Status.FAILED)
        run.execution.error = error
        self._close(run, StepStatus.CANCELLED)
        self._note(run.execution, "failed", error=error)
        await self._finished(run, SYSTEM)

    async def _offer_events(self, run: Run) -> None:
        """Every waiting step gets the first kept event that fits."""
        for step in run.open_steps:
            definition = run.template.by_key[step.key]
            if isinstance(definition, EventStep) and (event := await self._event_for(run, definition)):
                event.consumed_by = step.id
                await self.complete(run, step, {"event": event.payload})

    async def _event_for(self, run: Run, definition: EventStep) -> ReceivedEvent | None:
        for event in await self.executions.kept_events(run.execution.id, definition.config.event_type):
            if definition.config.match is None:
                return event
            values = self._values(run.execution) | {"event": event.payload}
            with contextlib.suppress(Undecided):
                if condition(definition.config.match, with_event=True).evaluate(values).value is True:
                    return event
        return None

    def _new_step(self, run: Run, definition: BaseStep) -> StepExecution:
        step = StepExecution(
            id=uuid7(),
            execution_id=run.execution.id,
            key=definition.key,
            type=getattr(definition, "type"),  # noqa: B009 - each of the union has it, their base has not
            status=StepStatus.WAITING,
            is_legal_deadline=definition.is_legal_deadline,
        )
        self.session.add(step)
        run.steps[definition.key] = step
        return step

    def _set_times(self, step: StepExecution, definition: BaseStep, context: Mapping[str, Any]) -> None:
        """Raises MissingFromContext."""
        if definition.due:
            step.due_at = due_at(definition.due, self.now, context)
        if isinstance(definition, TimerStep):
            step.wake_at = wakes_at(definition.config, self.now, context)
        elif definition.timeout:
            step.wake_at = step.timeout_at = self.now + definition.timeout.after

    async def _ask_policy(self, step: StepExecution) -> None:
        """In the background: it takes the documents of the vault. Asked again where nobody answers."""
        step.wake_at = self.now + POLICY_PATIENCE
        await enqueue(self.session, check_policy, step_id=step.id)

    def _values(self, execution: Execution) -> dict[str, Any]:
        return {"context": execution.context, "documents": [], "today": midnight(self.now.date())}

    def _end(
        self, step: StepExecution, status: StepStatus, output: Mapping[str, Any] | None, error: str | None = None
    ) -> None:
        check_step_move(StepStatus(step.status), status)
        step.status, step.error, step.ended_at = status, error, self.now
        step.output = dict(output) if output is not None else None
        step.wake_at = None

    def _close(self, run: Run, status: StepStatus) -> None:
        for step in run.open_steps:
            self._end(step, status, step.output)

    def _move(self, execution: Execution, status: Status) -> None:
        check_move(Status(execution.status), status)
        execution.status = status
        if status not in OPEN:
            execution.finished_at = self.now

    def _note(
        self, execution: Execution, kind: str, step: StepExecution | None = None, actor: Actor = SYSTEM, **data: Any
    ) -> None:
        is_system = actor is SYSTEM
        self.session.add(
            HistoryEntry(
                execution_id=execution.id,
                kind=kind,
                step_key=step.key if step else None,
                actor_kind=None if is_system else actor.kind,
                actor_id=None if is_system else actor.id,
                data=data,
            )
        )

    async def _tell_of(self, run: Run, step: StepExecution, actor: Actor) -> None:
        self._note(run.execution, "step_completed", step, actor)
        if run.template.by_key[step.key].driver is not Driver.ENGINE:
            event = WorkflowStepCompleted(
                vault_id=run.execution.vault_id,
                actor=actor,
                execution_id=run.execution.id,
                workflow=run.execution.workflow_name,
                step=step.key,
            )
            await publish(self.session, event)

    async def _finished(self, run: Run, actor: Actor) -> None:
        event = ENDED[Status(run.execution.status)](
            vault_id=run.execution.vault_id,
            actor=actor,
            execution_id=run.execution.id,
            workflow=run.execution.workflow_name,
        )
        await publish(self.session, event)

    async def _signal(self, execution: Execution, step_key: str, event_type: str) -> None:
        event = WorkflowSignalled(
            vault_id=execution.vault_id, execution_id=execution.id, step=step_key, signal=event_type
        )
        await publish(self.session, event)

    async def _assign(self, run: Run, step: StepExecution, definition: BaseStep) -> None:
        if step.assignee is not None:
            text = f"In the workflow “{run.template.description}” it is for you to do this: {definition.name}."
            await self._notify(run.execution, f"For you to do: {definition.name}", text, step.assignee)

    async def _notify(self, execution: Execution, subject: str, text: str, recipient: str | None = None) -> None:
        notice = Notice(
            id=uuid7(),
            execution_id=execution.id,
            recipient=recipient,
            subject=subject,
            text=text,
            asked_at=self.now,
        )
        self.session.add(notice)
        await enqueue(self.session, send_notice, notice_id=notice.id)


def _one(key: str | None) -> list[str]:
    return [key] if key else []


def _remember(execution: Execution, definition: BaseStep, output: Mapping[str, Any]) -> None:
    """Answers become part of the context: a form's fields by their names, all else by the step's key."""
    match definition:
        case FormStep():
            learnt = output["data"]
        case ExtractStep():
            learnt = {definition.key: {name: found["value"] for name, found in output["fields"].items()}}
        case ProcessStep():
            learnt = {definition.key: output["answer"]}
        case _ if definition.driver is Driver.PERSON:
            (answer,) = output.values()
            learnt = {definition.key: answer}
        case _:
            learnt = {}
    execution.context = {**execution.context, **learnt}
