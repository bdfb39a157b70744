"""The background half of the document service."""

from services.document.documents.tasks import erase_file, erase_remains, erase_vault
from services.document.processing.tasks import SWEEP_EVERY, process_document, sweep_documents
from services.document.resources import DocumentResources
from services.document.search.tasks import TEND_EVERY, tend_vault_indexes
from services.document.settings import DocumentSettings
from shared.tasks import Worker

worker = Worker(
    "document",
    lambda: DocumentResources(DocumentSettings()),
    tasks=[process_document, sweep_documents, erase_file, erase_vault, erase_remains, tend_vault_indexes],
    schedule={sweep_documents.name: SWEEP_EVERY, tend_vault_indexes.name: TEND_EVERY},
)
