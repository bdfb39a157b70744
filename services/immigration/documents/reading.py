"""What was read in a linked document, sealed in the link: it holds the numbers of papers."""

from services.immigration.documents.proposing import Decision, Proposal, propose
from services.immigration.models import PersonDocument
from services.immigration.numbers.rows import numbers_of, put_numbers
from services.immigration.numbers.sealing import Sealer
from shared.clients.document import DocumentDetail, ReadValue


def readings_of(sealer: Sealer, link: PersonDocument) -> dict[str, ReadValue]:
    """By the names of fields; empty as long as the document was not read. Raises Unsealable."""
    return {name: ReadValue.model_validate_json(read) for name, read in numbers_of(sealer, link).items()}


def proposal_of(sealer: Sealer, link: PersonDocument) -> Proposal | None:
    """Raises Unsealable."""
    return propose(link.document_type_code, readings_of(sealer, link))


def take_reading(sealer: Sealer, link: PersonDocument, document: DocumentDetail) -> None:
    """Keep what the document is and says now. What was rejected is proposed again only if it changes."""
    before = proposal_of(sealer, link)
    link.vault_id, link.filename, link.processing = document.vault_id, document.filename, document.status
    link.document_type_code = document.document_type_code
    put_numbers(
        sealer, link, {name: read.model_dump_json() for name, read in document.metadata_details.items() if read.value}
    )
    if link.decision == Decision.REJECTED and proposal_of(sealer, link) != before:
        link.decision = Decision.OPEN
