"""The document of the path, where the caller has the permission for what they ask."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.document.documents.errors import DocumentNotFound
from services.document.documents.repository import DocumentRepository
from services.document.models import Document
from services.document.resources import DocumentResources
from shared.auth.principals import Principal
from shared.auth.scopes import Scope
from shared.auth.vault_access import Access, RequiresPermission, VaultNotFound
from shared.clients.vault import VaultAccess
from shared.db.session import ReadSession


async def document_resources(request: Request) -> DocumentResources:
    resources: DocumentResources = request.app.state.resources
    return resources


DocumentApp = Annotated[DocumentResources, Depends(document_resources)]


@dataclass(frozen=True, slots=True)
class SeenDocument:
    """A document, who sees it, and by which right; `recipient` is the address that a forwarded link went to."""

    document: Document
    who: Principal
    access: VaultAccess
    recipient: str | None = None


class RequiresDocument(RequiresPermission):
    """Loads the document and asks for `permission` in its vault; not visible is not found."""

    async def __call__(  # type: ignore[override] # a dependency: FastAPI passes what it asks for
        self, request: Request, document_id: UUID, session: ReadSession, control: Access
    ) -> SeenDocument:
        who = await super().__call__(request)
        document = await DocumentRepository(session).get(document_id)
        try:
            access = await control.require(document.vault_id, who, self.permission, document_id=document_id)
        except VaultNotFound as error:
            raise DocumentNotFound from error
        return SeenDocument(document, who, access)


ViewedDocument = Annotated[SeenDocument, Depends(RequiresDocument("view", Scope.DOCUMENTS_READ, share=True))]
DownloadedDocument = Annotated[SeenDocument, Depends(RequiresDocument("download", Scope.DOCUMENTS_READ, share=True))]
EditedDocument = Annotated[SeenDocument, Depends(RequiresDocument("edit", Scope.DOCUMENTS_WRITE))]
