"""Executions on the wire."""

import json
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from services.workflow.engine.states import Status, StepStatus
from services.workflow.executions.run import Run
from services.workflow.models import Execution, HistoryEntry, StepExecution
from services.workflow.templates.step_types import EVENT_TYPE
from services.workflow.templates.template import Template
from shared.schemas import Body, Pagination, Schema, Timestamp

LARGEST_OBJECT = 64 * 1024


def _object(sent: Any) -> Any:
    """The reference sends objects as JSON in a string; both are taken."""
    if isinstance(sent, str):
        try:
            sent = json.loads(sent)
        except ValueError as error:
            message = "the text is not JSON"
            raise ValueError(message) from error
    if not isinstance(sent, dict):
        message = "an object, or one written as JSON in a string"
        raise ValueError(message)  # noqa: TRY004 - pydantic tells of a ValueError
    if len(json.dumps(sent, ensure_ascii=False).encode("utf-8", "replace")) > LARGEST_OBJECT:
        message = "it may have 64 KB as JSON"
        raise ValueError(message)
    return sent


JsonObject = Annotated[dict[str, Any], BeforeValidator(_object, json_schema_input_type=dict[str, Any] | str)]
"""The documented form is an object; the reference sends it as JSON in a string."""


class Execute(Body):
    """Where to begin a workflow, and what it knows from the beginning."""

    vault_id: UUID
    initial_context: JsonObject = Field(
        default_factory=dict, description="An object, or one written as JSON in a string."
    )


class StartExecution(Execute):
    workflow_id: UUID


class Started(Schema):
    """An execution that has begun."""

    execution_id: UUID
    status: Status


class EngineStarted(Schema):
    success: bool = True
    execution_id: UUID


class StepRead(Schema):
    """A step that the execution has come to. `id` is what its routes take."""

    id: UUID
    key: str
    name: str
    type: str
    status: StepStatus
    config: dict[str, Any]
    output: dict[str, Any] | None
    error: str | None
    assignee: str | None = Field(description="E-mail address of whoever should do it; null: whoever began all.")
    due_at: Timestamp | None
    waits_until: Timestamp | None = Field(description="When its waiting ends by itself.")
    started_at: Timestamp
    ended_at: Timestamp | None

    @classmethod
    def of(cls, step: StepExecution, template: Template) -> Self:
        definition = template.by_key[step.key]
        return cls(
            id=step.id,
            key=step.key,
            name=definition.name,
            type=step.type,
            status=StepStatus(step.status),
            config=definition.config.model_dump(mode="json", by_alias=True),
            output=step.output,
            error=step.error,
            assignee=step.assignee,
            due_at=step.due_at,
            waits_until=step.wake_at,
            started_at=step.created_at,
            ended_at=step.ended_at,
        )


class HistoryRead(Schema):
    """Something that happened."""

    at: Timestamp
    kind: str = Field(examples=["step_completed"])
    step: str | None
    actor_kind: str | None
    actor_id: UUID | None
    data: dict[str, Any]

    @classmethod
    def of(cls, entry: HistoryEntry) -> Self:
        return cls(
            at=entry.created_at,
            kind=entry.kind,
            step=entry.step_key,
            actor_kind=entry.actor_kind,
            actor_id=entry.actor_id,
            data=entry.data,
        )


class ExecutionSummary(Schema):
    """An execution, as a list names it."""

    id: UUID
    workflow: str
    workflow_id: UUID
    vault_id: UUID
    status: Status
    error: str | None
    started_at: Timestamp
    updated_at: Timestamp
    paused_at: Timestamp | None
    finished_at: Timestamp | None

    @classmethod
    def of(cls, execution: Execution) -> Self:
        return cls(**_summary(execution))


class ExecutionList(Schema):
    executions: list[ExecutionSummary]
    pagination: Pagination


class ExecutionRead(ExecutionSummary):
    """An execution with its steps; `current_step` is the first of those that are open."""

    workflow_version: int
    context: dict[str, Any]
    current_step: StepRead | None
    steps: list[StepRead]
    history: list[HistoryRead] = Field(description="The newest hundred entries, oldest first.")

    @classmethod
    def read(cls, run: Run, history: list[HistoryEntry]) -> Self:
        steps = [StepRead.of(step, run.template) for step in run.steps.values()]
        return cls(
            **_summary(run.execution),
            workflow_version=run.template.version,
            context=run.execution.context,
            current_step=next((step for step in steps if step.status in OPEN_STATUSES), None),
            steps=steps,
            history=[HistoryRead.of(entry) for entry in history],
        )


OPEN_STATUSES = {StepStatus.WAITING, StepStatus.RUNNING}


class Complete(Body):
    """What a person hands in: what the step asks for, and nothing else."""

    document_ids: list[UUID] | None = Field(None, max_length=20, description="For UPLOAD: documents of the vault.")
    selected_option: str | None = Field(
        None,
        max_length=60,
        description="For SELECT_OPTION one of its options; for APPROVAL, and for what an assistant proposed, "
        "`approve` or `reject`.",
    )
    text_input: Annotated[str, StringConstraints(min_length=1, max_length=20_000)] | None = Field(
        None, description="For TEXT_INPUT."
    )
    data: JsonObject | None = Field(
        None,
        description="For FORM an object that fits its schema; for an AI step what is right: `{field: value}`, "
        "`{answer}` or `{text}`. Or one written as JSON in a string.",
    )


class Completed(Schema):
    """`next_step` is the first open one; null where nothing is open any more."""

    success: bool = True
    next_step: StepRead | None


class Executed(Schema):
    """`output` is what was found. With `needs_confirmation` in it the step waits for a person to `complete` it."""

    success: bool = True
    output: dict[str, Any]
    next_step: StepRead | None


class SendEvent(Body):
    """An event for the steps of an execution that wait for one."""

    organization_id: UUID | None = Field(None, description="As the reference sends it; the execution is in the path.")
    event_type: Annotated[str, StringConstraints(pattern=EVENT_TYPE, max_length=100)] = Field(
        examples=["document.uploaded"]
    )
    payload: JsonObject = Field(default_factory=dict, description="An object, or one written as JSON in a string.")


class EventReceived(Schema):
    success: bool = True
    event_id: UUID
    consumed: bool = Field(description="Whether a step was waiting for it; else it is kept for one that will.")


class Moved(Schema):
    """After pausing, resuming or cancelling."""

    success: bool = True
    id: UUID
    status: Status


def _summary(execution: Execution) -> dict[str, Any]:
    return {
        "id": execution.id,
        "workflow": execution.workflow_name,
        "workflow_id": execution.template_id,
        "vault_id": execution.vault_id,
        "status": Status(execution.status),
        "error": execution.error,
        "started_at": execution.created_at,
        "updated_at": execution.updated_at,
        "paused_at": execution.paused_at,
        "finished_at": execution.finished_at,
    }
