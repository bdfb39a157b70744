"""Giving out a file: ranges, entity tags, names of any script, and nothing that a browser would run."""

from typing import Any

from fastapi import Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from services.document.documents.errors import DocumentNotFound, RangeNotSatisfiable
from services.document.models import Document
from shared.conditional import is_known
from shared.storage import FileMissing, Storage, content_disposition

URL_SECONDS = 300
FILE_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file, as it was uploaded."}
}


def entity_tag(document: Document) -> str:
    return f'"{document.sha256}"'


async def send_file(
    request: Request, storage: Storage, document: Document, *, inline: bool, redirect: bool
) -> Response:
    """The file, a part of it, or 304; where `redirect`, a redirect to where the store serves it itself.

    Raises DocumentNotFound, RangeNotSatisfiable.
    """
    tag = entity_tag(document)
    if is_known(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    if redirect and (url := await _own_url(storage, document, inline=inline)):
        return RedirectResponse(url, 302, {"Cache-Control": "no-store"})
    _check_range(request, document.size_bytes)
    headers = {
        "ETag": tag,
        "Content-Disposition": content_disposition(document.filename, inline=inline),
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }
    try:
        async with storage.local_copy(document.storage_key) as path:
            return FileResponse(path, headers=headers, media_type=document.content_type)
    except FileMissing as error:
        raise DocumentNotFound from error


async def _own_url(storage: Storage, document: Document, *, inline: bool) -> str | None:
    return await storage.presigned_url(
        document.storage_key,
        filename=document.filename,
        content_type=document.content_type,
        inline=inline,
        seconds=URL_SECONDS,
    )


def _check_range(request: Request, size: int) -> None:
    """A single range that begins past the end is refused here, so that the answer has our shape (RFC 9110, 14.1.2)."""
    unit, _, ranges = request.headers.get("range", "").partition("=")
    first = ranges.partition("-")[0].strip()
    if unit == "bytes" and "," not in ranges and first.isdecimal() and int(first) >= size:
        raise RangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"})
