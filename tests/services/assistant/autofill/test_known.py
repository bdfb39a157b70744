"""What a vault's documents say about the person."""

import pytest

from services.assistant.autofill.known import Knowledge, people_of
from shared.clients.document import DocumentDetail, ReadWarning
from tests.services.assistant.autofill.vault import (
    BENS_PASSPORT,
    EAD,
    GREEN_CARD,
    I94,
    LANDLORDS_BILL,
    LICENSE,
    PASSPORT,
    TODAY,
    VAULT,
    paper,
)


def known(*documents: DocumentDetail) -> Knowledge:
    return Knowledge(documents, TODAY)


def value(knowledge: Knowledge, attribute: str) -> str | None:
    answer = knowledge.about(attribute).answer
    return answer.value if answer else None


def test_everything_that_documents_say() -> None:
    knowledge = known(*VAULT)
    said = {
        "family_name": "ERIKSSON",
        "first_name": "ANNA",
        "middle_name": "MARIA",
        "middle_initial": "M",
        "full_name": "ANNA MARIA ERIKSSON",
        "passport_number": "L898902C3",
        "alien_number": "123456789",
        "ssn": "123456789",
        "admit_until": "D/S",
        "address_street": "12 Harbour Road",
        "address_unit": "4",
        "address_city": "Springfield",
        "address_state": "IL",
        "address_zip": "62701",
        "work_authorized_until": "2027-02-01",
    }
    assert {name: value(knowledge, name) for name in said} == said


def test_every_document_that_says_so_is_named() -> None:
    answer = known(PASSPORT, I94, EAD).about("family_name").answer
    assert answer is not None
    assert {source.filename for source in answer.sources} == {"passport.pdf", "i94.pdf", "ead.pdf"}


def test_another_spelling_is_no_contradiction() -> None:
    printed = paper("I20", surname="Müller", given_names="Jörg", date_of_birth="1990-01-01")
    zone = paper("PASSPORT", surname="MUELLER", given_names="JOERG", date_of_birth="1990-01-01")
    assert len(known(printed, zone).about("family_name").candidates) == 1


def test_contradictions_are_kept_apart() -> None:
    card = paper("EAD", surname="ERIKSSON", given_names="ANNA", nationality="SWE")
    nationality = known(PASSPORT, card).about("nationality")
    assert nationality.answer is None
    assert [candidate.value for candidate in nationality.candidates] == ["UTO", "SWE"]
    assert nationality.why_not == "The documents contradict each other"


def test_two_people_answer_nothing() -> None:
    knowledge = known(PASSPORT, BENS_PASSPORT)
    numbers = knowledge.about("passport_number")
    assert numbers.answer is None
    assert {candidate.holder for candidate in numbers.candidates} == {"ANNA MARIA ERIKSSON", "BEN ERIKSSON"}
    assert "several people" in numbers.why_not


def test_one_person_under_two_family_names_is_one() -> None:
    married = paper("GREEN_CARD", surname="LINDQVIST", given_names="ANNA MARIA", date_of_birth="1974-08-12")
    (person,) = people_of([PASSPORT, married])
    assert len(person.documents) == 2
    assert value(known(PASSPORT, married), "family_name") is None


def test_papers_of_a_landlord_are_nobodys() -> None:
    assert value(known(PASSPORT, LANDLORDS_BILL), "address") is None
    assert value(known(PASSPORT, LICENSE, LANDLORDS_BILL), "address_city") == "Springfield"


@pytest.mark.parametrize(
    ("document", "attribute", "why_not"),
    [
        (paper("PASSPORT", "weak.pdf", 0.3, surname="ERIKSSON"), "family_name", "What was read is too uncertain"),
        (paper("EAD", surname="ERIKSSON", expiration_date="2025-02-01"), "work_authorized_until", "has passed"),
        (paper("PASSPORT", surname="ERIKSSON", sex="?"), "sex", "The value read is not usable"),
        (paper("PASSPORT", surname="ERIKSSON"), "ssn", "No document of the vault says it"),
        (
            paper("DRIVERS_LICENSE", surname="ERIKSSON", address="Storgatan 1, Uppsala"),
            "address_zip",
            "can't be told from",
        ),
    ],
)
def test_what_is_not_sure_is_not_used(document: DocumentDetail, attribute: str, why_not: str) -> None:
    about = known(document).about(attribute)
    assert about.answer is None
    assert why_not in about.why_not


def test_what_is_in_doubt_is_not_used() -> None:
    warning = ReadWarning(fields=["date_of_birth"], detail="Born after the document was issued")
    doubted = PASSPORT.model_copy(update={"warnings": [warning]})
    about = known(doubted).about("date_of_birth")
    assert about.answer is None
    assert about.why_not == "What was read is in doubt: Born after the document was issued"


def test_residents_need_no_authorization() -> None:
    assert value(known(EAD, GREEN_CARD), "work_authorized_until") is None
    assert value(known(EAD), "work_authorized_until") == "2027-02-01"


def test_an_expired_passport_gives_way_to_the_valid_one() -> None:
    old = paper("PASSPORT", "old.pdf", surname="ERIKSSON", document_number="K1234567", expiration_date="2020-01-01")
    assert value(known(PASSPORT, old), "passport_number") == "L898902C3"
    assert value(known(old), "passport_number") == "K1234567"
    also_valid = paper("PASSPORT", "two.pdf", surname="ERIKSSON", document_number="K1", expiration_date="2030-01-01")
    assert value(known(PASSPORT, also_valid), "passport_number") is None
