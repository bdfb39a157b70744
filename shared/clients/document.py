"""Questions to the document service."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any
from uuid import UUID

from httpx import Response
from pydantic import Field

from shared.clients.http import INTERNAL, ServiceHTTP, answer
from shared.evidence import Evidence
from shared.schemas import Body, Schema


class EvidenceQuestion(Body):
    """What is looked for, in which vault; the asker has made sure that the caller may view it."""

    question: str = Field(min_length=1, max_length=4000)
    document_ids: list[UUID] | None = None
    top_k: int = Field(8, ge=1, le=50)


class DocumentCount(Schema):
    """How many documents a vault held at a moment."""

    count: int
    counted_at: datetime


class DocumentsExport(Schema):
    """Everything that the document service keeps of a vault, the files aside."""

    documents: list[dict[str, Any]]


class DocumentClient:
    def __init__(self, http: ServiceHTTP) -> None:
        self.http = http

    async def evidence(self, vault_id: UUID, question: EvidenceQuestion) -> Evidence:
        """Passages, typed fields and page texts that bear on the question. Raises Unavailable."""
        response = await self.http.request(
            "document",
            "POST",
            f"/api/v1/internal/vaults/{vault_id}/evidence",
            json=question.model_dump(mode="json"),
            idempotent=True,
        )
        return Evidence.model_validate(response.raise_for_status().json())

    async def count(self, vault_id: UUID) -> DocumentCount:
        """Raises Unavailable."""
        response = await self.http.request("document", "GET", f"/api/v1/internal/vaults/{vault_id}/document-count")
        return DocumentCount.model_validate(response.raise_for_status().json())

    async def export(self, vault_id: UUID) -> list[dict[str, Any]]:
        """Raises Unavailable."""
        response = await self.http.request("document", "GET", f"{INTERNAL}/vaults/{vault_id}/export")
        return DocumentsExport.model_validate(answer(response)).documents

    def file(self, document_id: UUID) -> AbstractAsyncContextManager[Response]:
        """The bytes of a document as they come; 404 where it is gone. Raises Unavailable on entering."""
        return self.http.stream("document", f"{INTERNAL}/documents/{document_id}/file")
