"""A small vault of Anna Maria Eriksson of Utopia, as the document service tells the assistant of it."""

from datetime import UTC, date, datetime
from uuid import NAMESPACE_URL, uuid5

from shared.clients.document import DocumentDetail, ReadValue

TODAY = date(2026, 11, 23)
_BOX = (0.1, 0.2, 0.4, 0.25)


def paper(code: str, filename: str = "", confidence: float = 0.95, /, **values: str) -> DocumentDetail:
    """A document of one page on which these values were read."""
    filename = filename or f"{code.lower()}.pdf"
    return DocumentDetail(
        id=uuid5(NAMESPACE_URL, filename),
        vault_id=uuid5(NAMESPACE_URL, "vault"),
        filename=filename,
        content_type="application/pdf",
        size_bytes=1,
        page_count=1,
        document_type_code=code,
        document_type_name=code,
        status="processed",
        metadata=values,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        processed_at=datetime(2026, 1, 1, tzinfo=UTC),
        metadata_details={
            name: ReadValue(value=value, confidence=confidence, page=1, box=_BOX, verified=False)
            for name, value in values.items()
        },
        warnings=[],
    )


ANNA = {"surname": "ERIKSSON", "given_names": "ANNA MARIA", "date_of_birth": "1974-08-12"}
PASSPORT = paper(
    "PASSPORT",
    **ANNA,
    document_number="L898902C3",
    sex="F",
    nationality="UTO",
    issuing_state="UTO",
    expiration_date="2031-04-15",
    place_of_birth="ZENITH",
)
I94 = paper(
    "I94",
    **ANNA,
    i94_number="12345678901",
    class_of_admission="F1",
    admit_until="D/S",
    date_of_entry="2024-08-10",
    passport_number="L898902C3",
)
I20 = paper(
    "I20",
    surname="Eriksson",
    given_names="Anna Maria",
    date_of_birth="1974-08-12",
    country_of_birth="UTO",
    nationality="UTO",
    sevis_id="N0012345678",
    school_name="University of Utopia",
    program_end_date="2027-05-15",
)
EAD = paper(
    "EAD",
    **ANNA,
    uscis_number="123456789",
    country_of_birth="UTO",
    expiration_date="2027-02-01",
    sex="F",
)
LICENSE = paper("DRIVERS_LICENSE", **ANNA, address="12 Harbour Road Apt 4, Springfield, IL 62701", sex="F")
SSN_CARD = paper("SSN_CARD", full_name="Anna Maria Eriksson", ssn="123-45-6789")
GREEN_CARD = paper(
    "GREEN_CARD", **ANNA, uscis_number="123-456-789", country_of_birth="UTO", resident_since="2020-01-02"
)
BENS_PASSPORT = paper(
    "PASSPORT",
    "ben.pdf",
    surname="ERIKSSON",
    given_names="BEN",
    date_of_birth="2008-01-05",
    document_number="K55566677",
)
LANDLORDS_BILL = paper("UTILITY_BILL", full_name="Peter Gibbons", address="1 Elm Street, Springfield, IL 62701")

VAULT = [PASSPORT, I94, I20, EAD, LICENSE, SSN_CARD]
