"""Evaluating what callers send."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from services.workflow.policies.cel import NAME, VARIABLES, Answer
from services.workflow.policies.cel_process import SECONDS
from services.workflow.policies.errors import (
    ContextTooLarge,
    ExpressionInvalid,
    ExpressionTooCostly,
    ExpressionUndecided,
)
from shared.isolation import Crashed, Isolation, TookTooLong

LARGEST_CONTEXT = 64 * 1024


def check_size(context: Mapping[str, Any]) -> None:
    """Raises ContextTooLarge."""
    if len(json.dumps(context, ensure_ascii=False).encode()) > LARGEST_CONTEXT:
        raise ContextTooLarge


class CallersExpressions:
    """In a process of their own: an expression within all limits may still ask for a gigabyte."""

    def __init__(self) -> None:
        self.isolation = Isolation("services.workflow.policies.cel_process", SECONDS)

    async def evaluate(self, expression: str, context: Mapping[str, Any], today: date) -> Answer:
        """The keys of the context are variables. Raises ExpressionInvalid, -Undecided, -TooCostly, ContextTooLarge."""
        check_size(context)
        documents = context.get("documents")
        job = {
            "expression": expression,
            "context": dict(context),
            "names": [name for name in context if NAME.fullmatch(name) and name not in VARIABLES],
            "documents": documents if isinstance(documents, list) else [],
            "today": today.isoformat(),
        }
        try:
            head, _ = await self.isolation.run(job)
        except (TookTooLong, Crashed) as error:
            raise ExpressionTooCostly from error
        if "value" in head:
            return Answer(head["value"], str(head["type"]))
        if "invalid" in head:
            raise ExpressionInvalid(str(head["invalid"]))
        if "undecided" in head:
            raise ExpressionUndecided(f"The expression has no value for this context: {head['undecided']}")
        raise ExpressionTooCostly
