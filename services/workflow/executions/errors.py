"""What can go wrong with executions."""

from shared.errors import Conflict, NotFound, Unprocessable


class ExecutionNotFound(NotFound):
    detail = "Execution not found"


class StepNotFound(NotFound):
    detail = "Step not found"


class WorkflowInactive(Conflict):
    detail = "The workflow can't be started any more"


class ExecutionPaused(Conflict):
    detail = "The execution is paused"


class NotForPeople(Conflict):
    detail = "The engine does this step"


class StillReading(Conflict):
    detail = "A document is still being read; try again in a moment"


class AnswerRefused(Unprocessable):
    detail = "The step does not take this"


class DocumentNotInVault(Unprocessable):
    detail = "A document is not in the vault of the execution"


class NotJson(Unprocessable):
    detail = "The text is not a JSON object"
