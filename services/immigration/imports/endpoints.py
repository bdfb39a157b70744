"""The route for imports."""

import json
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile

from services.immigration.access import Keeper, OrganizationNotFound, Writer
from services.immigration.imports.errors import (
    BadFlag,
    BadMapping,
    FileMissing,
    FileUnreadable,
    NotAnImport,
    TooManyRows,
)
from services.immigration.imports.schemas import ImportResult, PersonImport
from services.immigration.imports.service import Importer
from services.immigration.imports.sheets import Sheet
from services.immigration.persons.schemas import PersonRow
from shared.errors import GUARDED, describe, invalid
from shared.idempotency import IdempotentRoute

router = APIRouter(prefix="/api/v1/import", tags=["imports"], route_class=IdempotentRoute)

ERRORS = (*GUARDED, OrganizationNotFound, NotAnImport, FileMissing, FileUnreadable, BadMapping, BadFlag, TooManyRows)
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": PersonImport.model_json_schema()},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "CSV with names of columns."},
                        "mapping": {"type": "string", "description": '`{"Vorname": "first_name"}`, as JSON.'},
                        "dry_run": {"type": "boolean"},
                        "organization_id": {"type": "string", "format": "uuid"},
                    },
                }
            },
        },
    }
}


@router.post("/persons", openapi_extra=FORM, responses=describe(*ERRORS))
async def import_persons(keeper: Writer, request: Request, importer: Importer) -> ImportResult:
    """Take in up to 20 000 persons, from JSON or a CSV file.

    A person is known by `external_id`, or else by the e-mail address, so that a file can be sent again: rows that
    change nothing are skipped. What is wrong with a row is said under `errors` and loses none of the others.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "multipart/form-data":
        async with request.form(max_files=1, max_fields=4) as form:
            return await _from_file(keeper, form, importer)
    if kind != "application/json":
        raise NotAnImport
    try:
        wanted = PersonImport.model_validate_json(await request.body())
    except ValidationError as error:
        raise invalid(error, "body") from error
    return await importer.run(keeper, wanted.persons, wanted.organization_id, dry_run=wanted.dry_run)


async def _from_file(keeper: Keeper, form: FormData, importer: Importer) -> ImportResult:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise FileMissing
    try:
        dry_run = TypeAdapter(bool).validate_python(form.get("dry_run", "false"))
        organization_id = TypeAdapter(UUID | None).validate_python(form.get("organization_id"))
    except ValidationError as error:
        raise BadFlag from error
    sheet = Sheet(file.file, _mapping(form), PersonRow.model_fields)
    try:
        result = await importer.run(keeper, sheet.rows(), organization_id, dry_run=dry_run)
    finally:
        sheet.detach()
    result.ignored_columns = sheet.ignored
    return result


def _mapping(form: FormData) -> dict[str, str]:
    """Raises BadMapping."""
    try:
        mapping = TypeAdapter(dict[str, str]).validate_python(json.loads(str(form.get("mapping") or "{}")))
    except ValueError as error:
        raise BadMapping from error
    unknown = sorted(set(mapping.values()) - PersonRow.model_fields.keys())
    if unknown:
        raise BadMapping(f"No field is called {', '.join(unknown)}")
    return mapping
