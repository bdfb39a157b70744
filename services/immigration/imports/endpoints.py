"""Routes for imports."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import JSONResponse

from services.immigration.access import Keeper, OrganizationNotFound, Reader, Writer
from services.immigration.imports.background import Background
from services.immigration.imports.errors import (
    BadFlag,
    BadMapping,
    FileMissing,
    FileUnreadable,
    ImportIsOver,
    ImportNotFound,
    NotAnImport,
    TooManyRows,
)
from services.immigration.imports.importer import Importer, Target
from services.immigration.imports.reading import sent_import
from services.immigration.imports.repository import ImportRepository
from services.immigration.imports.schemas import (
    ImportKind,
    ImportList,
    ImportOrder,
    ImportRead,
    ImportResult,
    PersonImport,
    StatusImport,
)
from services.immigration.imports.tasks import IMPORTERS
from services.immigration.models import Import
from services.immigration.resources import ImmigrationApp
from shared.db.session import ReadSession, Sessions
from shared.errors import GUARDED, InvalidCursor, Unavailable, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page

router = APIRouter(prefix="/api/v1", tags=["imports"], route_class=IdempotentRoute)

ERRORS = (
    *(*GUARDED, OrganizationNotFound, NotAnImport, FileMissing, FileUnreadable, BadMapping, BadFlag, TooManyRows),
    Unavailable,
)
RESPONSES: dict[int | str, dict[str, Any]] = {
    202: {"model": ImportRead, "description": "With `Prefer: respond-async`: it goes on in the background."}
}
IN_THE_BACKGROUND = "respond-async"
"""RFC 7240, section 4.1."""

Prefer = Annotated[str, Header(description="`respond-async` has it done in the background, with progress to be seen.")]


def _form(body: type[ImportOrder]) -> dict[str, Any]:
    properties = {
        "file": {"type": "string", "format": "binary", "description": "CSV or a workbook, with names of columns."},
        "mapping": {"type": "string", "description": '`{"Vorname": "first_name"}`, as JSON.'},
        "date_format": {"type": "string", "enum": ["MDY", "DMY", "YMD"], "description": "Of days such as 3/4/2026."},
        "dry_run": {"type": "boolean"},
        "organization_id": {"type": "string", "format": "uuid"},
    }
    form = {"type": "object", "required": ["file"], "properties": properties}
    content = {"application/json": {"schema": body.model_json_schema()}, "multipart/form-data": {"schema": form}}
    return {"requestBody": {"required": True, "content": content}}


class ImportRun:
    """One import, from what was sent to the answer."""

    def __init__(self, request: Request, resources: ImmigrationApp, sessions: Sessions, background: Background) -> None:
        self.request = request
        self.resources = resources
        self.sessions = sessions
        self.background = background

    async def run(
        self, keeper: Keeper, kind: ImportKind, body: type[ImportOrder], prefer: str
    ) -> ImportResult | Response:
        importer: Importer[Any] = IMPORTERS[kind](self.resources.sealer)
        async with sent_import(self.request, importer, body, self.resources.workbooks) as sent:
            if IN_THE_BACKGROUND in {each.strip().lower() for each in prefer.split(",")}:
                return _accepted(await self.background.begin(keeper, kind, sent))
            owner_id = keeper.owner_of_new(sent.organization_id)
            organization_id = owner_id if owner_id in keeper.organizations else None
            result = ImportResult(ignored_columns=sent.ignored_columns, dry_run=sent.dry_run)
            target = Target(keeper.actor, owner_id, organization_id, sent.dry_run)
            await importer.run(self.sessions, target, sent.rows, result)
            return result


def _accepted(row: Import) -> Response:
    answer = ImportRead.model_validate(row).model_dump(mode="json")
    return JSONResponse(answer, 202, {"Location": f"/api/v1/imports/{row.id}", "Preference-Applied": IN_THE_BACKGROUND})


Run = Annotated[ImportRun, Depends()]


@router.post(
    "/import/persons",
    response_model=ImportResult,
    openapi_extra=_form(PersonImport),
    responses=RESPONSES | describe(*ERRORS),
)
async def import_persons(keeper: Writer, run: Run, prefer: Prefer = "") -> ImportResult | Response:
    """Take in up to 20 000 persons, from JSON, a CSV file or the first sheet of a workbook.

    A person is known by `external_id`, or else by the e-mail address, so that a file can be sent again: rows that
    change nothing are skipped. What is wrong with a row is said under `errors` and loses none of the others.
    """
    return await run.run(keeper, ImportKind.PERSONS, PersonImport, prefer)


@router.post(
    "/import/statuses",
    response_model=ImportResult,
    openapi_extra=_form(StatusImport),
    responses=RESPONSES | describe(*ERRORS),
)
async def import_statuses(keeper: Writer, run: Run, prefer: Prefer = "") -> ImportResult | Response:
    """Take in up to 20 000 statuses of persons, who are named by `external_id`, `person_email` or `person_id`.

    A status is known by its type, country and number or, where there is none, by its first day.
    """
    return await run.run(keeper, ImportKind.STATUSES, StatusImport, prefer)


@router.get("/imports", responses=describe(*GUARDED, InvalidCursor))
async def list_imports(keeper: Reader, session: ReadSession, page: Page) -> ImportList:
    """Imports in the background of the last 30 days."""
    imports, pagination = await ImportRepository(session).page(keeper.owners, page)
    return ImportList(imports=[ImportRead.model_validate(each) for each in imports], pagination=pagination)


@router.get("/imports/{import_id}", responses=describe(*GUARDED, ImportNotFound))
async def get_import(keeper: Reader, import_id: UUID, session: ReadSession) -> ImportRead:
    """How far an import has come, and what became of its rows."""
    return ImportRead.model_validate(await ImportRepository(session).get(keeper.owners, import_id))


@router.post("/imports/{import_id}/cancel", responses=describe(*GUARDED, ImportNotFound, ImportIsOver))
async def cancel_import(keeper: Writer, import_id: UUID, background: Background) -> ImportRead:
    """Take in no more of it; what is in stays."""
    return ImportRead.model_validate(await background.cancel(keeper, import_id))
