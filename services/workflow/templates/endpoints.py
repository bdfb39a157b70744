"""Routes for templates, by name and by id."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.workflow.access import Reader
from services.workflow.templates.catalogue import load_templates, template_by_id, template_by_name
from services.workflow.templates.errors import WorkflowNotFound
from services.workflow.templates.schemas import (
    StepTypeList,
    WorkflowList,
    WorkflowRead,
    WorkflowSummary,
    step_type,
)
from services.workflow.templates.step_types import STEP_TYPES
from shared.errors import GUARDED, describe

router = APIRouter(prefix="/api/v1", tags=["workflows"])

Category = Annotated[str | None, Query(max_length=60, description="Only workflows of this category.")]
Inactive = Annotated[bool, Query(description="Also those that can't be started any more.")]


@router.get("/workflows", responses=describe(*GUARDED))
async def list_workflows(_who: Reader, category: Category = None, include_inactive: Inactive = False) -> WorkflowList:  # noqa: FBT002 - a query parameter
    """All workflows by name."""
    return _listed(category, include_inactive=include_inactive)


@router.get("/workflows/{workflow_name}", responses=describe(*GUARDED, WorkflowNotFound))
async def get_workflow(_who: Reader, workflow_name: str) -> WorkflowRead:
    """A workflow with its steps."""
    return WorkflowRead.of(template_by_name(workflow_name))


@router.get("/engine/workflows", tags=["engine"], responses=describe(*GUARDED))
async def list_engine_workflows(
    _who: Reader,
    category: Category = None,
    include_inactive: Inactive = False,  # noqa: FBT002 - a query parameter
) -> WorkflowList:
    """The same workflows; their ids are what the engine's routes take."""
    return _listed(category, include_inactive=include_inactive)


@router.get("/engine/workflows/{workflow_id}", tags=["engine"], responses=describe(*GUARDED, WorkflowNotFound))
async def get_engine_workflow(_who: Reader, workflow_id: UUID) -> WorkflowRead:
    """A workflow with its steps, by its id, which changes with its content."""
    return WorkflowRead.of(template_by_id(workflow_id))


@router.get("/engine/steps", tags=["engine"], responses=describe(*GUARDED))
async def list_step_types(_who: Reader) -> StepTypeList:
    """The types of steps that templates are made of, each with the JSON Schema of its config."""
    return StepTypeList(steps=[step_type(kind) for kind in STEP_TYPES])


def _listed(category: str | None, *, include_inactive: bool) -> WorkflowList:
    found = [
        WorkflowSummary.of(template)
        for template in load_templates().values()
        if (include_inactive or template.is_active) and category in {None, template.category}
    ]
    return WorkflowList(workflows=found)
