"""Imports in the background: their progress can be seen, and a worker that dies loses nothing."""

import json
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from uuid_utils.compat import uuid7

from services.immigration.access import Keeper
from services.immigration.imports.errors import ImportIsOver
from services.immigration.imports.reading import Sent
from services.immigration.imports.repository import ImportRepository
from services.immigration.imports.schemas import OPEN, ImportKind, ImportResult, ImportState
from services.immigration.imports.tasks import run_import
from services.immigration.models import Import
from services.immigration.resources import ImmigrationApp
from shared.db.session import Session
from shared.outbox.publish import enqueue


class BackgroundImports:
    def __init__(self, session: Session, resources: ImmigrationApp) -> None:
        self.session = session
        self.resources = resources
        self.imports = ImportRepository(session)

    async def begin(self, keeper: Keeper, kind: ImportKind, sent: Sent) -> Import:
        """Raises OrganizationNotFound."""
        owner_id = keeper.owner_of_new(sent.organization_id)
        identifier = uuid7()
        lines = [json.dumps(row) for row in sent.rows]
        row = Import(
            id=identifier,
            owner_id=owner_id,
            organization_id=owner_id if owner_id in keeper.organizations else None,
            actor_kind=keeper.actor.kind,
            actor_id=keeper.actor.id,
            kind=kind,
            dry_run=sent.dry_run,
            state=ImportState.WAITING,
            rows_total=len(lines),
            result=ImportResult(ignored_columns=sent.ignored_columns, dry_run=sent.dry_run).model_dump(),
            content=self.resources.sealer.seal_bytes(identifier, "\n".join(lines).encode()),
        )
        await self.imports.add(row)
        await enqueue(self.session, run_import, import_id=row.id)
        return row

    async def cancel(self, keeper: Keeper, import_id: UUID) -> Import:
        """What is in stays. Raises ImportNotFound, ImportIsOver."""
        row = await self.imports.get(keeper.owners, import_id, locked=True)
        if row.state not in OPEN:
            raise ImportIsOver
        row.state, row.content, row.finished_at = ImportState.CANCELLED, None, self.resources.now()
        await self.session.flush()
        return row


Background = Annotated[BackgroundImports, Depends()]
