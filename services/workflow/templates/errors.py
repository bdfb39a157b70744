"""What can go wrong with templates."""

from shared.errors import NotFound


class WorkflowNotFound(NotFound):
    detail = "Workflow not found"
