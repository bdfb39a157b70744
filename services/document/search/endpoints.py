"""Routes for search, and what other services ask."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.document.access import ViewedVault
from services.document.documents.repository import DocumentRepository
from services.document.search.schemas import SearchResults, SemanticSearch
from services.document.search.service import SearchService
from shared.auth.dependencies import Caller
from shared.auth.vault_access import VaultNotFound
from shared.clients.document import DocumentCount, EvidenceQuestion
from shared.clients.http import INTERNAL
from shared.db.session import ReadSession
from shared.errors import NotAllowed, NotAuthenticated, TooManyRequests, Unavailable, describe
from shared.evidence import Evidence

router = APIRouter(prefix="/api/v1", tags=["search"])
internal = APIRouter(prefix=INTERNAL, include_in_schema=False)

Search = Annotated[SearchService, Depends()]


@router.post(
    "/vaults/{vault_id}/semantic-search",
    responses=describe(NotAuthenticated, NotAllowed, VaultNotFound, TooManyRequests, Unavailable),
)
async def semantic_search(vault: ViewedVault, wanted: SemanticSearch, search: Search) -> SearchResults:
    """Find the passages of a vault that fit a question, by meaning and by words, best first."""
    return SearchResults(results=await search.search(vault.vault_id, wanted))


@internal.post("/vaults/{vault_id}/evidence")
async def get_evidence(_caller: Caller, vault_id: UUID, question: EvidenceQuestion, search: Search) -> Evidence:
    return await search.evidence(vault_id, question)


@internal.get("/vaults/{vault_id}/document-count")
async def count_documents(_caller: Caller, vault_id: UUID, session: ReadSession) -> DocumentCount:
    count, counted_at = await DocumentRepository(session).count(vault_id)
    return DocumentCount(count=count, counted_at=counted_at)
