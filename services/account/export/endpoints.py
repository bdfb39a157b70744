"""The route that gives a person all of their data."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from services.account.auth.dependencies import LimitedByAccount
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


@router.get(
    "/export",
    response_class=StreamingResponse,
    dependencies=[Depends(LimitedByAccount("export", 10, seconds=3600))],
    responses=ZIP | describe(NotAuthenticated, NotAllowed, TooManyRequests, Unavailable),
)
async def export_account(who: Person, export: Annotated[ExportService, Depends()]) -> StreamingResponse:
    """Everything that all services keep of the caller, as a ZIP file: JSON, and the files of their own vaults.

    `account.json`, `family_members.json`, `sessions.json`, `organizations.json`, `vaults.json`, `conversations.json`,
    and in `vaults/<id>/` the `documents.json` and files of each vault.
    """
    archive = await export.archive(who)
    headers = {"Content-Disposition": 'attachment; filename="immiblox-export.zip"', "Cache-Control": "no-store"}
    return StreamingResponse(archive.blocks(), media_type="application/zip", headers=headers)
