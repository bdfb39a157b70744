"""Where a document and the record of a person can't both be right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from services.immigration.documents.proposing import Proposal, Readings
from services.immigration.models import Person, Status
from services.immigration.statuses.schemas import NUMBER
from shared.clients.document import ReadValue
from shared.names import same_given_names, same_name

CERTAIN_ENOUGH = 0.6
"""What was read with less confidence contradicts nothing."""

PASSPORTS = {"PASSPORT", "US_PASSPORT"}
OF_THE_STATUS = ("status_code", "country", NUMBER, "valid_from", "valid_until")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of the person or, with `status`, of that status. Both sides may be numbers of papers."""

    field: str
    document: str
    record: str
    status: Status | None = None


def differences(
    document_type_code: str | None,
    readings: Readings,
    person: Person,
    numbers: Mapping[str, str],
    linked_on: date,
) -> Iterator[Difference]:
    """Between what was read in a document and what is kept of the person; what either doesn't say is no difference."""
    read = {name: reading.value for name, reading in readings.items() if _is_believed(reading)}
    if "surname" in read and not same_name(read["surname"], person.last_name):
        yield Difference("last_name", read["surname"], person.last_name)
    given = " ".join(filter(None, [person.first_name, person.middle_name]))
    if "given_names" in read and not same_given_names(read["given_names"], given):
        yield Difference("first_name", read["given_names"], given)
    born = person.date_of_birth.isoformat() if person.date_of_birth else None
    yield from _unlike("date_of_birth", read.get("date_of_birth"), born)
    yield from _unlike("country_of_birth", read.get("country_of_birth"), person.country_of_birth)
    nationality = read.get("nationality")
    if nationality and person.nationalities and nationality not in person.nationalities:
        yield Difference("nationality", nationality, ", ".join(person.nationalities))
    yield from _unlike("sevis_id", read.get("sevis_id"), numbers.get("sevis_id"))
    alien_number = read.get("alien_number") or read.get("uscis_number")
    yield from _unlike("alien_number", _nine_digits(alien_number), _nine_digits(numbers.get("alien_number")))
    # A passport of before has another number, and is in order.
    is_old = read.get("expiration_date", linked_on.isoformat()) < linked_on.isoformat()
    if document_type_code in PASSPORTS and not is_old:
        yield from _unlike("passport_number", read.get("document_number"), numbers.get("passport_number"))


def status_differences(proposal: Proposal, status: Status, number: str | None) -> Iterator[Difference]:
    """Between a status, whose number is `number`, and what a document about the same proposes."""
    for name in OF_THE_STATUS:
        proposed = proposal.values.get(name)
        known = number if name == NUMBER else getattr(status, name)
        evidence = proposal.evidence.get(name)
        if evidence and not _is_believed(evidence.reading):
            continue
        yield from _unlike(name, str(proposed) if proposed else None, str(known) if known else None, status)


def _is_believed(reading: ReadValue) -> bool:
    return reading.verified or reading.confidence >= CERTAIN_ENOUGH


def _unlike(name: str, document: str | None, record: str | None, status: Status | None = None) -> Iterator[Difference]:
    if document and record and _plain(document) != _plain(record):
        yield Difference(name, document, record, status)


def _plain(value: str) -> str:
    return "".join(filter(str.isalnum, value)).upper()


def _nine_digits(number: str | None) -> str | None:
    """Older A-numbers have seven or eight digits, and zeros before them."""
    return "".join(filter(str.isdigit, number)).zfill(9) if number else None
