"""Who should do a step."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from services.workflow.engine.errors import MissingFromContext
from services.workflow.templates.step_types import BaseStep
from shared.schemas import Email

ADDRESS: TypeAdapter[str] = TypeAdapter(Email)


def assignee_of(definition: BaseStep, context: Mapping[str, Any]) -> str | None:
    """An e-mail address; None where the step or the context names nobody. Raises MissingFromContext."""
    if definition.assignee is None or context.get(definition.assignee) is None:
        return None
    try:
        return ADDRESS.validate_python(context[definition.assignee])
    except ValidationError as error:
        message = f"The context has no e-mail address under “{definition.assignee}”"
        raise MissingFromContext(message) from error
