"""The route for prefilters."""

from uuid import UUID

from fastapi import APIRouter

from services.document.access import ViewedVault
from services.document.documents.dependencies import DocumentApp
from services.document.documents.errors import DocumentTypeNotFound
from services.document.documents.schemas import DocumentRead
from services.document.prefilter.conditions import condition
from services.document.prefilter.errors import FilterRefused
from services.document.prefilter.repository import Match, PrefilterRepository
from services.document.prefilter.schemas import Prefilter, PrefilterAnswer
from shared.auth.vault_access import VaultNotFound
from shared.db.session import ReadSession
from shared.errors import GUARDED, describe

router = APIRouter(prefix="/api/v1", tags=["search"])


@router.post(
    "/vaults/{vault_id}/documents/prefilter",
    responses=describe(*GUARDED, VaultNotFound, DocumentTypeNotFound, FilterRefused),
)
async def prefilter_documents(
    vault: ViewedVault, wanted: Prefilter, session: ReadSession, resources: DocumentApp
) -> PrefilterAnswer:
    """Narrow a vault down by type, time, typed fields and words: cheap, before a semantic search or a question.

    The ids fit the `document_ids` of both. `count` and `facets` are over everything that matches.
    """
    match = _match(vault.vault_id, wanted, resources)
    repository = PrefilterRepository(session)
    matched = await repository.find(match, wanted.limit)
    documents = await repository.documents(matched.newest)
    return PrefilterAnswer(
        document_ids=[document.id for document in documents],
        documents=[DocumentRead.of(document, resources.catalogue) for document in documents],
        count=matched.count,
        facets=matched.facets,
    )


def _match(vault_id: UUID, wanted: Prefilter, resources: DocumentApp) -> Match:
    """Raises DocumentTypeNotFound, FilterRefused."""
    kinds = [resources.catalogue.find(code) for code in wanted.document_types or ()]
    codes = [kind.code for kind in kinds if kind is not None]
    if len(codes) < len(kinds):
        raise DocumentTypeNotFound
    return Match(
        vault_id=vault_id,
        document_types=codes if wanted.document_types is not None else None,
        uploaded_after=wanted.uploaded_after,
        uploaded_before=wanted.uploaded_before,
        values=[condition(resources.catalogue, name, each) for name, each in wanted.metadata.items()],
        query=wanted.query,
    )
