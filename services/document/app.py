"""The document service."""

from fastapi import FastAPI

from services.document.catalogue.endpoints import router as catalogue
from services.document.documents.endpoints import router as documents
from services.document.documents.export import router as export
from services.document.documents.internal import router as documents_internal
from services.document.documents.public import router as public
from services.document.resources import DocumentResources
from services.document.search.endpoints import internal
from services.document.search.endpoints import router as search
from services.document.settings import DocumentSettings as Settings
from shared.app import create_app

DESCRIPTION = "Documents: files, what was read in them, and search over it."


def create(settings: Settings) -> FastAPI:
    routers = [documents, public, search, catalogue, internal, documents_internal, export]
    return create_app(DocumentResources(settings), routers, description=DESCRIPTION)
