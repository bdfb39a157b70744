"""A linked document as its reader sees it."""

from collections.abc import Sequence
from typing import Any

from services.immigration.documents.comparing import Difference
from services.immigration.documents.contradictions import contradictions, status_about
from services.immigration.documents.proposing import Evidence, Proposal
from services.immigration.documents.reading import proposal_of
from services.immigration.documents.schemas import (
    ConflictRead,
    EvidenceRead,
    PersonDocumentRead,
    ProposalRead,
    ProposedStatus,
)
from services.immigration.models import Person, PersonDocument, Status
from services.immigration.numbers.masking import masked
from services.immigration.numbers.sealing import Sealer
from services.immigration.persons.schemas import NUMBERS
from services.immigration.statuses.schemas import NUMBER

SECRET = {*NUMBERS, NUMBER}


def view(sealer: Sealer, link: PersonDocument, person: Person, statuses: Sequence[Status]) -> PersonDocumentRead:
    """Raises Unsealable."""
    proposal = proposal_of(sealer, link)
    own = {name: getattr(link, name) for name in PersonDocumentRead.model_fields if hasattr(link, name)}
    return PersonDocumentRead.model_validate(
        own
        | {
            "proposal": _proposal(sealer, link, proposal, statuses) if proposal else None,
            "conflicts": [_conflict(each) for each in contradictions(sealer, link, person, statuses)],
        }
    )


def _proposal(sealer: Sealer, link: PersonDocument, proposal: Proposal, statuses: Sequence[Status]) -> ProposalRead:
    status = status_about(sealer, link, proposal, statuses)
    values: dict[str, Any] = dict.fromkeys(ProposedStatus.model_fields) | dict(proposal.values)
    return ProposalRead.model_validate(
        {
            "decision": link.decision,
            "status": ProposedStatus.model_validate(values | {NUMBER: masked(values[NUMBER])}),
            "evidence": {name: _evidence(name, each) for name, each in proposal.evidence.items()},
            "problems": proposal.problems,
            "status_id": status.id if status else None,
        }
    )


def _evidence(name: str, evidence: Evidence) -> EvidenceRead:
    reading = evidence.reading
    value = masked(reading.value) if name in SECRET else reading.value
    return EvidenceRead.model_validate(
        reading.model_dump() | {"document_field": evidence.document_field, "value": value}
    )


def _conflict(difference: Difference) -> ConflictRead:
    shown = masked if difference.field in SECRET else str
    return ConflictRead.model_validate(
        {
            "field": difference.field,
            "document": shown(difference.document),
            "record": shown(difference.record),
            "status_id": difference.status.id if difference.status else None,
        }
    )
