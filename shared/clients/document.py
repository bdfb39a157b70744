"""Questions to the document service."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
from pydantic import Field

from shared.clients.http import INTERNAL, ServiceHTTP, absent_is_none, answer
from shared.events import Actor
from shared.evidence import Box, Evidence
from shared.schemas import Body, Pagination, Schema, Timestamp

UPLOAD_TIMEOUT = httpx.Timeout(60, connect=1)
MOST_A_PAGE = 100


class EvidenceQuestion(Body):
    """What is looked for, in which vault; the asker has made sure that the caller may view it."""

    question: str = Field(min_length=1, max_length=4000)
    document_ids: list[UUID] | None = None
    top_k: int = Field(8, ge=1, le=50)
    near_words: list[str] = Field(
        default_factory=list, description="Say how near sentences are in which a word begins with one of these."
    )
    document_types: list[str] | None = Field(None, description="Typed fields of these types only; passages of any.")
    fields: list[str] | None = Field(None, description="These typed fields only, and so of more documents.")


class DocumentCount(Schema):
    """How many documents a vault held at a moment."""

    count: int
    counted_at: datetime


class DocumentSummary(Schema):
    """A document, as somebody without an account may see it."""

    id: UUID
    vault_id: UUID
    filename: str
    content_type: str
    size_bytes: int
    page_count: int | None
    document_type_code: str | None
    document_type_name: str | None
    status: str
    metadata: dict[str, str] = Field(description="What was read in it.", examples=[{"expiration_date": "2030-01-15"}])
    created_at: Timestamp
    processed_at: Timestamp | None


class DocumentPage(Schema):
    """Some of a vault's documents, newest first."""

    documents: list[DocumentSummary]
    pagination: Pagination


class ReadValue(Schema):
    """A value of a document and where it stands; `page` is None where a person has said it."""

    value: str
    confidence: float
    page: int | None
    box: Box | None
    verified: bool


class ReadWarning(Schema):
    """Values that can't all be right."""

    fields: list[str]
    detail: str


class DocumentDetail(DocumentSummary):
    """A document with where each of its values was read."""

    metadata_details: dict[str, ReadValue]
    warnings: list[ReadWarning]


class DocumentDetailPage(Schema):
    """Some of a vault's documents, newest first."""

    documents: list[DocumentDetail]
    pagination: Pagination


class UploadedDocument(Schema):
    """A document that was stored, or the one that the vault had with the same bytes."""

    id: UUID
    duplicate: bool


class TextPage(Schema):
    """What stands on a page; empty where nothing was read."""

    number: int
    text: str


class DocumentPages(Schema):
    """All pages of a document, in order."""

    pages: list[TextPage]


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

    async def list_documents(self, vault_id: UUID, limit: int, cursor: str | None) -> DocumentPage:
        """Raises BadRequest for a cursor that belongs to another list, and Unavailable."""
        query = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        response = await self.http.request("document", "GET", f"{INTERNAL}/vaults/{vault_id}/documents", params=query)
        return DocumentPage.model_validate(answer(response))

    async def document(self, vault_id: UUID, document_id: UUID) -> DocumentSummary | None:
        """None where the vault has no such document. Raises Unavailable."""
        response = await self.http.request("document", "GET", f"{INTERNAL}/vaults/{vault_id}/documents/{document_id}")
        return absent_is_none(response, DocumentSummary)

    async def find(self, document_id: UUID) -> DocumentDetail | None:
        """A document in whatever vault; whether somebody may see that one is for the asker. Raises Unavailable."""
        response = await self.http.request("document", "GET", f"{INTERNAL}/documents/{document_id}")
        return absent_is_none(response, DocumentDetail)

    async def pages(self, vault_id: UUID, document_id: UUID) -> list[TextPage]:
        """What was read on the pages of a document; none where it isn't in the vault. Raises Unavailable."""
        path = f"{INTERNAL}/vaults/{vault_id}/documents/{document_id}/pages"
        found = absent_is_none(await self.http.request("document", "GET", path), DocumentPages)
        return found.pages if found else []

    async def details(self, vault_id: UUID, most: int) -> list[DocumentDetail]:
        """The newest documents with what was read in them; a question for each hundred. Raises Unavailable."""
        found: list[DocumentDetail] = []
        query: dict[str, str | int] = {"limit": min(most, MOST_A_PAGE)}
        while len(found) < most:
            response = await self.http.request(
                "document", "GET", f"{INTERNAL}/vaults/{vault_id}/documents", params=query
            )
            page = DocumentDetailPage.model_validate(answer(response))
            found += page.documents
            if page.pagination.next_cursor is None:
                break
            query["cursor"] = page.pagination.next_cursor
        return found[:most]

    async def upload(self, vault_id: UUID, filename: str, content: bytes, actor: Actor) -> UploadedDocument:
        """Store a file for `actor`, whose right to do so the caller has made sure of; the same bytes are kept once.

        Raises Conflict where the same file arrives from elsewhere at this moment, and Unavailable.
        """
        response = await self.http.request(
            "document",
            "POST",
            f"{INTERNAL}/vaults/{vault_id}/documents/upload",
            files={"file": (filename, content)},
            data={"actor_kind": actor.kind, "actor_id": str(actor.id)},
            timeout=UPLOAD_TIMEOUT,
            idempotent=True,
        )
        return UploadedDocument.model_validate(answer(response))

    async def upload_by_share(
        self, vault_id: UUID, session_token: str, headers: dict[str, str], body: AsyncIterator[bytes]
    ) -> httpx.Response:
        """Pass a form on as it arrives; the answer is the document service's, whatever it says below 500.

        Raises Unavailable.
        """
        return await self.http.request(
            "document",
            "POST",
            f"/api/v1/public/vaults/{vault_id}/documents/upload",
            headers={**headers, "X-Share-Token": session_token},
            content=body,
            timeout=UPLOAD_TIMEOUT,
        )

    async def export(self, vault_id: UUID) -> list[dict[str, Any]]:
        """Raises Unavailable."""
        response = await self.http.request("document", "GET", f"{INTERNAL}/vaults/{vault_id}/export")
        return DocumentsExport.model_validate(answer(response)).documents

    def file(self, document_id: UUID) -> AbstractAsyncContextManager[httpx.Response]:
        """The bytes of a document as they come; 404 where it is gone. Raises Unavailable on entering."""
        return self.http.stream("document", f"{INTERNAL}/documents/{document_id}/file")
