"""The route that gives a person all of their data."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from services.account.auth.dependencies import LimitedByAccount
from services.account.export.archive import Archive
from services.account.export.service import ExportService
from shared.auth.dependencies import Person
from shared.errors import NotAllowed, NotAuthenticated, TooManyRequests, Unavailable, describe

router = APIRouter(prefix="/api/v1/account", tags=["account"])

ZIP: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A ZIP file.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}


async def open_archive(who: Person, export: Annotated[ExportService, Depends()]) -> AsyncIterator[Archive]:
    """Open until the answer has been sent, or its reader has gone."""
    async with aclosing(await export.archive(who)) as archive:
        yield archive


OpenArchive = Annotated[Archive, Depends(open_archive)]


@router.get(
    "/export",
    response_class=StreamingResponse,
    dependencies=[Depends(LimitedByAccount("export", 10, seconds=3600))],
    responses=ZIP | describe(NotAuthenticated, NotAllowed, TooManyRequests, Unavailable),
)
async def export_account(archive: OpenArchive) -> StreamingResponse:
    """Everything that all services keep of the caller, as a ZIP file: JSON, and the files of their own vaults.

    `account.json`, `family_members.json`, `sessions.json`, `organizations.json`, `vaults.json`, `conversations.json`,
    and in `vaults/<id>/` the `documents.json` and files of each vault.
    """
    headers = {"Content-Disposition": 'attachment; filename="immiblox-export.zip"', "Cache-Control": "no-store"}
    return StreamingResponse(archive.blocks(), media_type="application/zip", headers=headers)
