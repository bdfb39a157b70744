"""Documents of people who don't exist, and uploading them."""

import io
from typing import Any

from PIL import Image

from scripts.bench.pdf import one_page_pdf
from tests.support.platform import Caller, Platform

LEASE = b"""LEASE AGREEMENT

Landlord: Utopia Housing Office
Tenant: Anna Maria Eriksson

The monthly rent is 900 crowns and is due on the first day of each month.
The lease ends on 31 December 2027.
"""


def picture(colour: str = "white") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, "PNG")
    return content.getvalue()


async def upload(
    caller: Caller, vault_id: str, name: str = "lease.txt", content: bytes = LEASE, **form: str
) -> dict[str, Any]:
    """The document of a fresh upload."""
    response = await caller.post(
        "document", f"/vaults/{vault_id}/documents/upload", files={"file": (name, content)}, data=form
    )
    assert response.status_code == 201, response.text
    document: dict[str, Any] = response.json()["document"]
    return document


async def upload_and_process(
    platform: Platform, caller: Caller, vault_id: str, name: str = "lease.txt", content: bytes = LEASE, **form: str
) -> dict[str, Any]:
    """The document after everything that its upload set off has run."""
    document = await upload(caller, vault_id, name, content, **form)
    await platform.run_tasks()
    read: dict[str, Any] = (await caller.get("document", f"/documents/{document['id']}")).json()["document"]
    return read


__all__ = ["LEASE", "one_page_pdf", "picture", "upload", "upload_and_process"]
