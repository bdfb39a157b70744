"""Who may use the workflow service, and what its routes hold on to."""

from typing import Annotated

from fastapi import Depends, Request

from services.workflow.resources import WorkflowResources
from shared.auth.dependencies import Requires
from shared.auth.principals import Principal
from shared.auth.scopes import Scope


async def workflow_resources(request: Request) -> WorkflowResources:
    resources: WorkflowResources = request.app.state.resources
    return resources


WorkflowApp = Annotated[WorkflowResources, Depends(workflow_resources)]
Reader = Annotated[Principal, Depends(Requires(Scope.WORKFLOWS_READ))]
Writer = Annotated[Principal, Depends(Requires(Scope.WORKFLOWS_WRITE))]
