"""A person's record as one more paper: what it says was said by whoever keeps it, and stands on no page."""

from datetime import UTC, datetime
from uuid import UUID

from shared.clients.document import DocumentDetail, ReadValue
from shared.clients.immigration import PersonRecord

RECORD = "RECORD"
"""Stands in the sources of attributes where documents have their type."""

SAID_BY_A_PERSON = 1.0


def as_document(record: PersonRecord) -> DocumentDetail:
    """Fields by the names that documents have for them; `uscis_number` is what cards call an A-number."""
    given = " ".join(filter(None, [record.first_name, record.middle_name]))
    said = {
        "surname": record.last_name,
        "given_names": given,
        "date_of_birth": record.date_of_birth.isoformat() if record.date_of_birth else None,
        "nationality": record.nationality,
        "country_of_birth": record.country_of_birth,
        "document_number": record.passport_number,
        "alien_number": record.alien_number,
        "sevis_id": record.sevis_id,
    }
    known = {name: value for name, value in said.items() if value}
    return DocumentDetail(
        id=record.id,
        vault_id=UUID(int=0),
        filename=f"{given} {record.last_name}",
        content_type="",
        size_bytes=0,
        page_count=None,
        document_type_code=RECORD,
        document_type_name="Record of the person",
        status="processed",
        metadata=known,
        created_at=datetime.min.replace(tzinfo=UTC),
        processed_at=None,
        metadata_details={name: _said(value) for name, value in known.items()},
        warnings=[],
    )


def _said(value: str) -> ReadValue:
    return ReadValue(value=value, confidence=SAID_BY_A_PERSON, verified=False, page=None, box=None)
