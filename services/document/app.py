"""The document service."""

from fastapi import FastAPI

from services.document.catalogue.endpoints import router as catalogue
from services.document.documents.endpoints import router as documents
from services.document.documents.export import router as export
from services.document.documents.internal import router as documents_internal
from services.document.documents.public import router as public
from services.document.forwarding.endpoints import router as forwarding
from services.document.overview.endpoints import router as overview
from services.document.prefilter.endpoints import router as prefilter
from services.document.resources import DocumentResources
from services.document.review.endpoints import router as review
from services.document.search.endpoints import internal
from services.document.search.endpoints import router as search
from services.document.settings import DocumentSettings as Settings
from shared.app import create_app

DESCRIPTION = "Documents: files, what was read in them, and search over it."


def create(settings: Settings) -> FastAPI:
    routers = [
        documents,
        review,
        prefilter,
        overview,
        forwarding,
        public,
        search,
        catalogue,
        internal,
        documents_internal,
        export,
    ]
    return create_app(DocumentResources(settings), routers, description=DESCRIPTION)
