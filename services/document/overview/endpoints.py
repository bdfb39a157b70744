"""The route for the overview."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from services.document.access import ViewedVault
from services.document.catalogue.catalogue import ExpiryKind
from services.document.documents.dependencies import DocumentApp
from services.document.overview.repository import OverviewRepository
from services.document.overview.schemas import DocumentMetadata, Expiring, MetadataOverview, Summary
from shared.auth.vault_access import VaultNotFound
from shared.db.columns import AnyRow
from shared.db.session import ReadSession
from shared.errors import GUARDED, InvalidCursor, describe
from shared.pagination import Page

router = APIRouter(prefix="/api/v1", tags=["documents"])

HALF_A_YEAR = 180


@router.get("/vaults/{vault_id}/documents/metadata", responses=describe(*GUARDED, VaultNotFound, InvalidCursor))
async def get_metadata_overview(
    vault: ViewedVault,
    page: Page,
    session: ReadSession,
    resources: DocumentApp,
    within_days: Annotated[
        int, Query(ge=0, le=36500, description="How far ahead to look for what ends.")
    ] = HALF_A_YEAR,
) -> MetadataOverview:
    """The fields of a vault's documents, how many of each kind there are, and what has ended or soon will.

    Each type of document has at most one field that says when it ends or when something is due.
    """
    repository = OverviewRepository(session)
    documents, pagination = await repository.page(vault.vault_id, page)
    by_type, by_status = await repository.counts(vault.vault_id)
    kinds = {
        kind.code: (kind.expiry_field, kind.expiry_kind)
        for kind in resources.catalogue.types
        if kind.expiry_field and kind.expiry_kind is not ExpiryKind.REFERENCE
    }
    today = resources.now().date()
    fields = [(code, field) for code, (field, _) in kinds.items()]
    ending = await repository.expiring(vault.vault_id, fields, today + timedelta(days=within_days))
    expiring = [_expiring(row, kinds[row.document_type_code][1], today) for row in ending]
    return MetadataOverview(
        documents=[DocumentMetadata.model_validate(document) for document in documents],
        summary=Summary(total=sum(by_status.values()), by_type=by_type, by_status=by_status, expiring=expiring),
        pagination=pagination,
    )


def _expiring(row: AnyRow, kind: ExpiryKind, today: date) -> Expiring:
    day = date.fromisoformat(row.date)
    return Expiring(
        document_id=row.document_id,
        filename=row.filename,
        document_type_code=row.document_type_code,
        field=row.field,
        kind="due" if kind is ExpiryKind.DUE else "expires",
        date=day,
        days_left=(day - today).days,
    )
