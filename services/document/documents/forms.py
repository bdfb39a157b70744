"""The forms of uploads, read only after the vault has let the caller in: nobody else can make us take 50 MB."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from services.document.access import UploadedVault
from services.document.catalogue.catalogue import DocumentType
from services.document.documents.dependencies import DocumentApp
from services.document.documents.errors import (
    BatchTooLong,
    DocumentTypeNotFound,
    FileEmpty,
    FileRequired,
    FilesRequired,
    FileTooLarge,
)

MAX_FILES = 50
TOO_MANY_FILES = "Too many files"
"""How Starlette's complaint begins."""

BATCH_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "maxItems": MAX_FILES,
                            "items": {"type": "string", "format": "binary"},
                            "description": "Each file in a part of its own; the parts may also be named `file`.",
                        },
                        "document_type_id": {"type": "string", "format": "uuid", "description": "Of all, if known."},
                    },
                }
            }
        },
    }
}
"""What a batch sends, for the API document."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to take in. `document_type` is the type that the caller chose, if any."""

    file: UploadFile
    document_type: DocumentType | None

    def check_size(self, limit: int) -> None:
        """Raises FileEmpty, FileTooLarge."""
        if not self.file.size:
            raise FileEmpty
        if self.file.size > limit:
            raise FileTooLarge


async def read_form(request: Request, _vault: UploadedVault, resources: DocumentApp) -> AsyncIterator[Upload]:
    async with request.form(max_files=1, max_fields=4) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise FileRequired
        upload = Upload(file, _chosen_type(form, resources))
        upload.check_size(resources.settings.file_limit)
        yield upload


async def read_batch(request: Request, _vault: UploadedVault, resources: DocumentApp) -> AsyncIterator[list[Upload]]:
    try:
        async with request.form(max_files=MAX_FILES, max_fields=4) as form:
            yield _batch(form, resources)
    except HTTPException as error:
        if error.detail.startswith(TOO_MANY_FILES):
            raise BatchTooLong from error
        raise


def _batch(form: FormData, resources: DocumentApp) -> list[Upload]:
    files = [value for name, value in form.multi_items() if name in {"files", "files[]", "file"}]
    uploads = [Upload(file, _chosen_type(form, resources)) for file in files if isinstance(file, UploadFile)]
    if not uploads:
        raise FilesRequired
    if len(uploads) > MAX_FILES:
        raise BatchTooLong
    return uploads


def _chosen_type(form: FormData, resources: DocumentApp) -> DocumentType | None:
    given = form.get("document_type_id") or None
    try:
        type_id = TypeAdapter(UUID | None).validate_python(given)
    except ValidationError as error:
        raise DocumentTypeNotFound from error
    chosen = resources.catalogue.by_id(type_id) if type_id else None
    if type_id and chosen is None:
        raise DocumentTypeNotFound
    return chosen


UploadedForm = Annotated[Upload, Depends(read_form)]
UploadedBatch = Annotated[list[Upload], Depends(read_batch)]
