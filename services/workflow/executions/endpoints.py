"""Routes for executions: by the names of workflows, and the engine's own. Both are the same executions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.workflow.access import Reader, Writer
from services.workflow.engine.errors import IllegalMove
from services.workflow.engine.states import Status
from services.workflow.executions.dependencies import Managed, Viewed, Worked
from services.workflow.executions.errors import (
    AnswerRefused,
    DocumentNotInVault,
    ExecutionNotFound,
    ExecutionPaused,
    NotForAssistants,
    NotForPeople,
    NothingToRead,
    StepNotFound,
    StillReading,
    WorkflowInactive,
)
from services.workflow.executions.run import Run
from services.workflow.executions.schemas import (
    Complete,
    Completed,
    EngineStarted,
    EventReceived,
    Execute,
    Executed,
    ExecutionList,
    ExecutionRead,
    ExecutionSummary,
    Moved,
    SendEvent,
    Started,
    StartExecution,
    StepRead,
)
from services.workflow.executions.service import Executions
from services.workflow.models import Execution
from services.workflow.templates.catalogue import template_by_id, template_by_name
from services.workflow.templates.errors import WorkflowNotFound
from shared.auth.vault_access import VaultNotFound
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page

router = APIRouter(prefix="/api/v1", tags=["executions"], route_class=IdempotentRoute)

STARTING = describe(*GUARDED, WorkflowNotFound, VaultNotFound, WorkflowInactive)
COMPLETING = describe(
    *GUARDED,
    ExecutionNotFound,
    StepNotFound,
    IllegalMove,
    NotForPeople,
    ExecutionPaused,
    StillReading,
    AnswerRefused,
    DocumentNotInVault,
)
EXECUTING = describe(
    *GUARDED, ExecutionNotFound, StepNotFound, IllegalMove, NotForAssistants, ExecutionPaused, NothingToRead
)
MOVING = describe(*GUARDED, ExecutionNotFound, IllegalMove)
ENGINE = "/engine/executions/{execution_id}"


@router.post("/workflows/{workflow_name}/execute", status_code=201, responses=STARTING)
async def execute_workflow(who: Writer, workflow_name: str, wanted: Execute, executions: Executions) -> Started:
    """Begin a workflow in a vault, which takes the permission to edit."""
    execution = await executions.start(who, template_by_name(workflow_name), wanted)
    return Started(execution_id=execution.id, status=Status(execution.status))


@router.post("/engine/executions", tags=["engine"], status_code=201, responses=STARTING)
async def start_execution(who: Writer, wanted: StartExecution, executions: Executions) -> EngineStarted:
    """Begin a workflow, named by its id, in a vault."""
    execution = await executions.start(who, template_by_id(wanted.workflow_id), wanted)
    return EngineStarted(execution_id=execution.id)


@router.get("/engine/executions", tags=["engine"], responses=describe(*GUARDED, VaultNotFound, InvalidCursor))
async def list_executions(
    who: Reader,
    executions: Executions,
    page: Page,
    vault_id: Annotated[UUID | None, Query(description="Of this vault; else of the newest you may view.")] = None,
    status: Annotated[Status | None, Query()] = None,
    workflow: Annotated[str | None, Query(max_length=80, description="The name of a workflow.")] = None,
) -> ExecutionList:
    """Executions in the vaults that the caller may view, the newest first."""
    found, pagination = await executions.page(who, vault_id, status, workflow, page)
    return ExecutionList(executions=[ExecutionSummary.of(each) for each in found], pagination=pagination)


@router.get("/workflow-executions/{execution_id}", responses=describe(*GUARDED, ExecutionNotFound))
@router.get(
    ENGINE, tags=["engine"], operation_id="get_engine_execution", responses=describe(*GUARDED, ExecutionNotFound)
)
async def get_execution(seen: Viewed, executions: Executions) -> ExecutionRead:
    """An execution with its steps, its context and what has happened."""
    run, history = await executions.read(seen.execution.id)
    return ExecutionRead.read(run, history)


@router.post("/workflow-executions/{execution_id}/steps/{step_execution_id}/complete", responses=COMPLETING)
@router.post(
    f"{ENGINE}/steps/{{step_execution_id}}/complete",
    tags=["engine"],
    operation_id="complete_engine_step",
    responses=COMPLETING,
)
async def complete_step(seen: Worked, step_execution_id: UUID, answer: Complete, executions: Executions) -> Completed:
    """Do a step that waits for a person, which takes the permission to upload."""
    return Completed(next_step=_next(await executions.complete(seen, step_execution_id, answer)))


@router.post("/workflow-executions/{execution_id}/steps/{step_execution_id}/execute", responses=EXECUTING)
@router.post(
    f"{ENGINE}/steps/{{step_execution_id}}/execute",
    tags=["engine"],
    operation_id="execute_engine_step",
    responses=EXECUTING,
)
async def execute_step(seen: Worked, step_execution_id: UUID, executions: Executions) -> Executed:
    """Have an AI step done. Where the assistant or its model is away this answers 503, and can be tried again."""
    run, step = await executions.execute(seen, step_execution_id)
    return Executed(output=step.output or {}, next_step=_next(run))


@router.post(f"{ENGINE}/pause", tags=["engine"], responses=MOVING)
async def pause_execution(seen: Managed, executions: Executions) -> Moved:
    """Let everything rest. Only legal deadlines run on."""
    return _moved(await executions.pause(seen))


@router.post(f"{ENGINE}/resume", tags=["engine"], responses=MOVING)
async def resume_execution(seen: Managed, executions: Executions) -> Moved:
    """Go on where it was paused; what was waited for is put off by the pause."""
    return _moved(await executions.resume(seen))


@router.post(f"{ENGINE}/cancel", tags=["engine"], responses=MOVING)
async def cancel_execution(seen: Managed, executions: Executions) -> Moved:
    """End it. What completed steps declare for this case is done, the last of them first."""
    return _moved(await executions.cancel(seen))


@router.post(f"{ENGINE}/events", tags=["engine"], responses=MOVING)
async def send_event(seen: Worked, event: SendEvent, executions: Executions) -> EventReceived:
    """Tell an execution of an event. One that no step waits for yet is kept until one does."""
    event_id, consumed = await executions.send_event(seen, event.event_type, event.payload)
    return EventReceived(event_id=event_id, consumed=consumed)


def _next(run: Run) -> StepRead | None:
    return next((StepRead.of(step, run.template) for step in run.open_steps), None)


def _moved(execution: Execution) -> Moved:
    return Moved(id=execution.id, status=Status(execution.status))
