"""What a process of the workflow service holds on to."""

from datetime import date
from functools import cached_property

from services.workflow.policies.evaluating import CallersExpressions
from services.workflow.settings import WorkflowSettings
from shared.resources import Resources


class WorkflowResources(Resources):
    settings: WorkflowSettings

    @cached_property
    def expressions(self) -> CallersExpressions:
        return CallersExpressions()

    def today(self) -> date:
        return self.now().date()
