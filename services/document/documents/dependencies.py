"""The document of the path, where the caller has the permission for what they ask."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.document.documents.errors import DocumentNotFound
from services.document.documents.repository import DocumentRepository
from services.document.models import Document
from services.document.resources import DocumentResources
from shared.auth.vault_access import Access, VaultCaller, VaultNotFound
from shared.db.session import ReadSession


async def document_resources(request: Request) -> DocumentResources:
    resources: DocumentResources = request.app.state.resources
    return resources


DocumentApp = Annotated[DocumentResources, Depends(document_resources)]


class RequiresDocument:
    """Loads the document and asks for `permission` in its vault; not visible is not found."""

    def __init__(self, permission: str) -> None:
        self.permission = permission

    async def __call__(self, document_id: UUID, who: VaultCaller, session: ReadSession, control: Access) -> Document:
        document = await DocumentRepository(session).get(document_id)
        try:
            await control.require(document.vault_id, who, self.permission)
        except VaultNotFound as error:
            raise DocumentNotFound from error
        return document


ViewedDocument = Annotated[Document, Depends(RequiresDocument("view"))]
DownloadedDocument = Annotated[Document, Depends(RequiresDocument("download"))]
EditedDocument = Annotated[Document, Depends(RequiresDocument("edit"))]
