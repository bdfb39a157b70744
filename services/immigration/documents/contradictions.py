"""What a linked document says otherwise than the record."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.immigration.documents.comparing import Difference, differences, status_differences
from services.immigration.documents.proposing import Proposal, propose
from services.immigration.documents.reading import readings_of
from services.immigration.models import Person, PersonDocument, Status
from services.immigration.numbers.rows import numbers_of
from services.immigration.numbers.sealing import Sealer
from services.immigration.statuses.matching import same_paper
from services.immigration.statuses.schemas import NUMBER


def contradictions(
    sealer: Sealer, link: PersonDocument, person: Person, statuses: Sequence[Status]
) -> list[Difference]:
    """Raises Unsealable."""
    readings = readings_of(sealer, link)
    numbers = numbers_of(sealer, person)
    found = [*differences(link.document_type_code, readings, person, numbers, link.created_at.date())]
    proposal = propose(link.document_type_code, readings)
    status = status_about(sealer, link, proposal, statuses) if proposal else None
    if proposal and status:
        found += status_differences(proposal, status, numbers_of(sealer, status).get(NUMBER))
    return found


def status_about(sealer: Sealer, link: PersonDocument, proposal: Proposal, statuses: Iterable[Status]) -> Status | None:
    """The status that was made from the document, else the one that is about the same paper."""
    known = list(statuses)
    accepted = next((status for status in known if status.id == link.status_id), None)
    values = proposal.values
    number, begins = values.get(NUMBER), values.get("valid_from")
    return accepted or same_paper(
        known,
        values["status_type"],
        values.get("country"),
        sealer.digest(number) if number else None,
        date.fromisoformat(begins) if begins else None,
    )
