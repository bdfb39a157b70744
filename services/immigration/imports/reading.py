"""An import as it is sent: JSON, a CSV file or a workbook. What it is its content says, not its name."""

import contextlib
import io
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from uuid import UUID

from fastapi import Request
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile

from services.immigration.imports.days import DateFormat
from services.immigration.imports.errors import BadFlag, BadMapping, FileMissing, NotAnImport, TooManyRows
from services.immigration.imports.importer import Importer, Said
from services.immigration.imports.schemas import MOST_ROWS, ImportOrder
from services.immigration.imports.sheets import Columns, Sheet
from services.immigration.imports.workbooks import BEGIN, Workbooks
from shared.errors import invalid


@dataclass(frozen=True, slots=True)
class Sent:
    """Rows to be gone through once, and what is to be done with them."""

    rows: Iterable[Said]
    dry_run: bool
    organization_id: UUID | None
    ignored_columns: list[str] = field(default_factory=list)


@contextlib.asynccontextmanager
async def sent_import(
    request: Request, importer: Importer[Any], body: type[ImportOrder], workbooks: Workbooks
) -> AsyncIterator[Sent]:
    """All that can be wrong with the whole is said before the first row is taken.

    Raises NotAnImport, RequestValidationError, TooManyRows; of files FileMissing, FileUnreadable, BadFlag, BadMapping
    and Unavailable too.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        yield _from_json(await request.body(), body)
        return
    if kind != "multipart/form-data":
        raise NotAnImport
    async with request.form(max_files=1, max_fields=5) as form:
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise FileMissing
        dry_run, organization_id, columns = _flags(form, importer)
        sheet = Sheet(await _table(upload.file, workbooks), columns)
        try:
            yield Sent(sheet.rows(), dry_run, organization_id, sheet.ignored)
        finally:
            sheet.detach()


def _from_json(content: bytes, body: type[ImportOrder]) -> Sent:
    try:
        order = body.model_validate_json(content)
    except ValidationError as error:
        raise invalid(error, "body") from error
    if len(order.rows) > MOST_ROWS:
        raise TooManyRows
    return Sent(order.rows, order.dry_run, order.organization_id)


async def _table(file: BinaryIO, workbooks: Workbooks) -> BinaryIO:
    start = file.read(len(BEGIN[0]))
    file.seek(0)
    return io.BytesIO(await workbooks.as_csv(file.read())) if start in BEGIN else file


def _flags(form: FormData, importer: Importer[Any]) -> tuple[bool, UUID | None, Columns]:
    fields = frozenset(importer.model.model_fields)
    try:
        dry_run = TypeAdapter(bool).validate_python(form.get("dry_run", "false"))
        organization_id = TypeAdapter(UUID | None).validate_python(form.get("organization_id"))
        date_format = TypeAdapter(DateFormat | None).validate_python(form.get("date_format"))
    except ValidationError as error:
        raise BadFlag from error
    return dry_run, organization_id, Columns(fields, importer.days(), _mapping(form, fields), date_format)


def _mapping(form: FormData, fields: frozenset[str]) -> Mapping[str, str]:
    """Raises BadMapping."""
    try:
        mapping = TypeAdapter(dict[str, str]).validate_python(json.loads(str(form.get("mapping") or "{}")))
    except ValueError as error:
        raise BadMapping from error
    unknown = sorted(set(mapping.values()) - fields)
    if unknown:
        raise BadMapping(f"No field is called {', '.join(unknown)}")
    return mapping
