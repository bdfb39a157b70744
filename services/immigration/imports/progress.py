"""How far an import in the background has come, written with each batch."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.imports.repository import ImportRepository
from services.immigration.imports.schemas import OPEN, ImportResult, ImportState
from services.immigration.models import Import
from services.immigration.resources import ImmigrationResources


class NotOurs(Exception):
    """The import was cancelled, or another worker has gone on with it."""


class Progress:
    """How far an import has come, as this worker knows it."""

    def __init__(self, resources: ImmigrationResources, row: Import, result: ImportResult) -> None:
        self.resources = resources
        self.import_id = row.id
        self.done = row.rows_done
        self.result = result

    async def note(self, session: AsyncSession, done: int) -> None:
        """Raises NotOurs."""
        row = await self._held(session)
        row.state, row.rows_done, row.result = ImportState.RUNNING, done, self.result.model_dump()
        self.done = done

    async def finish(self, session: AsyncSession) -> None:
        """Raises NotOurs."""
        row = await self._held(session)
        row.state, row.content, row.finished_at = ImportState.FINISHED, None, self.resources.now()

    async def _held(self, session: AsyncSession) -> Import:
        row = await ImportRepository(session).hold(self.import_id)
        if row is None or row.state not in OPEN or row.rows_done != self.done:
            raise NotOurs
        return row
