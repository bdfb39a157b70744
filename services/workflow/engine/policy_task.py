"""The task that has a policy decide."""

from uuid import UUID

from services.workflow.resources import WorkflowResources
from shared.tasks import task


@task("workflow.check_policy")
async def check_policy(resources: WorkflowResources, step_id: UUID) -> None:
    """Decide a POLICY_CHECK over the context and the documents that were handed in."""
    # The engine asks for this task, and the task for the engine.
    from services.workflow.executions.checking import decide

    await decide(resources, step_id)
