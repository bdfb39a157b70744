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


class NotForAssistants(Conflict):
    detail = "No assistant does this step"


class NothingToRead(Unprocessable):
    detail = "There is nothing to translate: no document of 1 to 10 pages with text was handed in, or no language named"
