"""Days of the context."""

from datetime import UTC, datetime

import pytest

from services.workflow.engine.errors import MissingFromContext
from services.workflow.engine.timing import due_at
from services.workflow.templates.step_types import Due


def test_counted_from_a_day_of_the_context() -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    due = Due(business_days=3, of="first_day")
    assert due_at(due, began, {"first_day": "2026-11-16"}) == datetime(2026, 11, 19, 23, 59, 59, tzinfo=UTC)
    for context in ({}, {"first_day": "soon"}, {"first_day": None}):
        with pytest.raises(MissingFromContext):
            due_at(due, began, context)
