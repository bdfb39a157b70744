"""An execution as the engine has it in its hands."""

from dataclasses import dataclass

from services.workflow.engine.states import OPEN_STEPS
from services.workflow.models import Execution, StepExecution
from services.workflow.templates.template import Template


@dataclass(frozen=True, slots=True)
class Run:
    """An execution with its template and the steps that it has come to, in order, by their keys."""

    execution: Execution
    template: Template
    steps: dict[str, StepExecution]

    @property
    def open_steps(self) -> list[StepExecution]:
        return [step for step in self.steps.values() if step.status in OPEN_STEPS]
