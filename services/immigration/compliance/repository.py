"""The query on steps of warnings that were raised."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.models import RaisedStep

StepKey = tuple[UUID, str, UUID, date, int]
"""Person, rule, subject, due date and step."""

KEY = (RaisedStep.person_id, RaisedStep.rule, RaisedStep.subject, RaisedStep.due_date, RaisedStep.step)


class RaisedStepRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add_new(self, keys: Collection[StepKey]) -> list[StepKey]:
        """Those that were not there yet."""
        if not keys:
            return []
        rows = [dict(zip((column.key for column in KEY), key, strict=True)) for key in keys]
        new = await self.session.execute(insert(RaisedStep).values(rows).on_conflict_do_nothing().returning(*KEY))
        return [(person_id, rule, subject, due, step) for person_id, rule, subject, due, step in new]
