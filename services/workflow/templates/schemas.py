"""Templates on the wire."""

from typing import Any, Self, get_args
from uuid import UUID

from pydantic import Field, TypeAdapter

from services.workflow.templates.step_types import BaseStep, Driver
from services.workflow.templates.template import Template
from shared.schemas import Schema


class StepOfTemplate(Schema):
    """A step as the template has it."""

    key: str
    name: str
    type: str = Field(examples=["UPLOAD"])
    config: dict[str, Any]
    requires: str | None = Field(description="A policy that has to allow what a person hands in.")
    on_success: str | None
    on_failure: str | None
    timeout: dict[str, Any] | None
    due: dict[str, Any] | None

    @classmethod
    def of(cls, step: BaseStep) -> Self:
        return cls.model_validate(step.model_dump(mode="json", by_alias=True, exclude_none=False))


class WorkflowSummary(Schema):
    """A workflow, as a list names it."""

    id: UUID
    name: str = Field(examples=["passport-renewal"])
    version: int
    description: str
    category: str = Field(examples=["travel"])
    is_active: bool
    step_count: int

    @classmethod
    def of(cls, template: Template) -> Self:
        return cls(
            id=template.id,
            name=template.name,
            version=template.version,
            description=template.description,
            category=template.category,
            is_active=template.is_active,
            step_count=len(template.steps),
        )


class WorkflowList(Schema):
    workflows: list[WorkflowSummary]


class WorkflowRead(WorkflowSummary):
    """A workflow with its steps; the first is where an execution begins."""

    steps: list[StepOfTemplate]

    @classmethod
    def of(cls, template: Template) -> Self:
        summary = WorkflowSummary.of(template)
        return cls(**summary.model_dump(), steps=[StepOfTemplate.of(step) for step in template.steps])


class StepTypeRead(Schema):
    """A type of steps, with the JSON Schema of its config."""

    type: str
    description: str
    driver: Driver = Field(description="Who brings such a step forward.")
    config_schema: dict[str, Any]


def step_type(kind: type[BaseStep]) -> StepTypeRead:
    """As the list of step types has it."""
    config: Any = kind.model_fields["config"].annotation
    return StepTypeRead(
        type=get_args(kind.model_fields["type"].annotation)[0],
        description=" ".join((kind.__doc__ or "").split()),
        driver=kind.driver,
        config_schema=TypeAdapter(config).json_schema(),
    )


class StepTypeList(Schema):
    steps: list[StepTypeRead]
