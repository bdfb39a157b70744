"""The route for filling in forms."""

from fastapi import APIRouter

from services.assistant.access import AskedVault, Asker
from services.assistant.autofill.errors import (
    FormDocumentNotFound,
    FormNotKnown,
    FormTooLarge,
    FormUnreadable,
    NoPdfToFill,
    NotAPdf,
    PersonNotFound,
)
from services.assistant.autofill.schemas import AutoFill, AutoFilled
from services.assistant.autofill.service import AutoFilling
from shared.auth.vault_access import VaultNotFound
from shared.errors import GUARDED, describe
from shared.idempotency import IdempotentRoute

router = APIRouter(prefix="/api/v1", tags=["assistant"], route_class=IdempotentRoute)

NOT_FOUND = (VaultNotFound, FormNotKnown, FormDocumentNotFound, PersonNotFound)
ERRORS = describe(*GUARDED, *NOT_FOUND, FormTooLarge, FormUnreadable, NotAPdf, NoPdfToFill)


@router.post("/vaults/{vault_id}/auto-fill", responses=ERRORS)
async def auto_fill(who: Asker, vault: AskedVault, wanted: AutoFill, filling: AutoFilling) -> AutoFilled:
    """Fill in a form from what was read in the documents of the vault.

    The form is one of those known by their code, a PDF of the vault with form fields, or a list of fields. Every
    value names the document, page and place where it stands. What documents contradict each other about is listed
    under `conflicts` and left empty; so is what is asked about other people: preparers, employers, family. With
    `output: "pdf"`, which needs the permission to upload, the PDF is filled in and stored in the vault.
    """
    return await filling.fill(who, vault.vault_id, wanted)
