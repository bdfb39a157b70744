"""Imports in the background."""

import contextlib
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from services.immigration.imports.importer import Importer, Target
from services.immigration.imports.persons import PersonImporter
from services.immigration.imports.progress import NotOurs, Progress
from services.immigration.imports.repository import ImportRepository
from services.immigration.imports.schemas import ImportKind, ImportResult
from services.immigration.imports.statuses import StatusImporter
from services.immigration.resources import ImmigrationResources
from shared.events import Actor
from shared.tasks import task

FORGET_EVERY = timedelta(days=1)
KEPT = timedelta(days=30)

IMPORTERS: dict[str, type[Importer[Any]]] = {
    ImportKind.PERSONS: PersonImporter,
    ImportKind.STATUSES: StatusImporter,
}


@task("immigration.run_import")
async def run_import(resources: ImmigrationResources, import_id: UUID) -> None:
    """Take in what is left of an import.

    How far it has come is written with each batch: whoever goes on after a crash begins where that one ended.
    """
    async with resources.sessions() as session:
        row = await ImportRepository(session).find(import_id)
    if row is None or row.content is None:
        return
    rows = map(json.loads, resources.sealer.open_bytes(row.id, row.content).decode().splitlines())
    result = ImportResult.model_validate(row.result)
    progress = Progress(resources, row, result)
    importer = IMPORTERS[row.kind](resources.sealer)
    actor = Actor(kind=row.actor_kind, id=row.actor_id)
    target = Target(actor, row.owner_id, row.organization_id, row.dry_run)
    with contextlib.suppress(NotOurs):
        await importer.run(resources.sessions, target, rows, result, done=row.rows_done, note=progress.note)
        async with resources.sessions.begin() as session:
            await progress.finish(session)


@task("immigration.forget_imports")
async def forget_imports(resources: ImmigrationResources) -> None:
    """Results are of use for a while."""
    async with resources.sessions.begin() as session:
        await ImportRepository(session).delete_older(resources.now(), KEPT)
