"""The background half of the document service."""

from services.document.documents.tasks import discard_unused_file, erase_files, erase_remains, erase_vault
from services.document.forwarding.mail import send_mail
from services.document.forwarding.tasks import FORGET_EVERY, erase_account, forget_forwards
from services.document.processing.tasks import SWEEP_EVERY, process_document, sweep_documents
from services.document.resources import DocumentResources
from services.document.settings import DocumentSettings
from shared.tasks import Worker

worker = Worker(
    "document",
    lambda: DocumentResources(DocumentSettings()),
    tasks=[
        process_document,
        sweep_documents,
        erase_files,
        discard_unused_file,
        erase_vault,
        erase_remains,
        send_mail,
        forget_forwards,
        erase_account,
    ],
    schedule={sweep_documents.name: SWEEP_EVERY, forget_forwards.name: FORGET_EVERY},
)
