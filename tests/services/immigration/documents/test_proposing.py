"""Which status a document proposes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.catalogue.catalogue import load_catalogue
from services.immigration.documents.proposing import FIELDS, Proposal, load_sources, propose
from services.immigration.statuses.types import STATUS_CODES
from shared.clients.document import ReadValue


def read(**values: str) -> dict[str, ReadValue]:
    return {
        name: ReadValue(value=value, confidence=0.9, page=1, box=(0.1, 0.1, 0.4, 0.2), verified=False)
        for name, value in values.items()
    }


def proposed(code: str, **values: str) -> Proposal:
    proposal = propose(code, read(**values))
    assert proposal is not None
    return proposal


def said(proposal: Proposal) -> dict[str, Any]:
    return {name: value for name, value in proposal.values.items() if value is not None}


def test_passport() -> None:
    proposal = proposed("PASSPORT", document_number="X1234567", nationality="SWE", expiration_date="2032-04-02")
    assert said(proposal) == {
        "status_type": "passport",
        "country": "SWE",
        "document_number": "X1234567",
        "valid_until": "2032-04-02",
    }
    assert proposal.evidence["country"].document_field == "nationality"
    assert proposal.problems == {}


def test_i94_for_the_duration_of_status_has_no_end() -> None:
    proposal = proposed("I94", i94_number="514238769A1", date_of_entry="2024-08-16", admit_until="D/S")
    assert proposal.values["valid_until"] is None
    assert proposal.evidence["valid_until"].reading.value == "D/S"


@pytest.mark.parametrize(
    ("code", "field", "value", "status_code"),
    [
        ("EAD", "category", "C03B", "OPT_POST"),
        ("EAD", "category", "c(03)(c)", "OPT_STEM"),
        ("EAD", "category", "C99", None),
        ("GREEN_CARD", "category", "IR1", "LPR"),
        ("GREEN_CARD", "category", "CR6", "CONDITIONAL_LPR"),
        ("VISA", "visa_class", "B1/B2", "B1B2"),
        ("VISA", "visa_class", "F-1", "F1"),
        ("VISA", "visa_class", "ZZ", None),
        ("I94", "class_of_admission", "H1B", "H1B"),
    ],
)
def test_codes(code: str, field: str, value: str, status_code: str | None) -> None:
    day = {"I94": "admit_until"}.get(code, "expiration_date")
    assert proposed(code, **{field: value, day: "2030-01-01"}).values["status_code"] == status_code


def test_what_was_not_read_is_not_proposed() -> None:
    assert propose("PASSPORT", read(surname="ERIKSSON", nationality="SWE")) is None
    assert propose("LEASE", read(end_date="2027-01-01")) is None
    assert propose(None, {}) is None


def test_what_can_not_be_is_said() -> None:
    proposal = proposed("PASSPORT", document_number="X1234567", issuing_state="UTO", expiration_date="2032-02-30")
    assert said(proposal) == {"status_type": "passport", "document_number": "X1234567"}
    assert proposal.problems.keys() == {"country", "valid_until"}


def test_days_in_the_wrong_order_are_left_to_a_person() -> None:
    proposal = proposed("PASSPORT", issue_date="2032-01-01", expiration_date="2022-01-01")
    assert proposal.problems == {"valid_until": "valid_until is before valid_from"}
    assert said(proposal)["valid_until"] == "2022-01-01"


def test_every_source_reads_fields_that_its_type_has() -> None:
    catalogue = load_catalogue()
    for code, source in load_sources().items():
        kind = catalogue.by_code(code)
        assert kind is not None
        named = {name for field in FIELDS for name in getattr(source, field)} | {source.code.read} - {None}
        assert named <= {field.name for field in kind.fields}
        codes = {source.code.always, source.code.otherwise, *source.code.codes.values()} - {None}
        assert codes <= set(STATUS_CODES)


@given(st.sampled_from(sorted(load_sources())), st.data())
def test_whatever_was_read_proposes_something_or_nothing(code: str, data: st.DataObject) -> None:
    source = load_sources()[code]
    names = sorted({name for field in FIELDS for name in getattr(source, field)} | {source.code.read or "category"})
    values = data.draw(st.dictionaries(st.sampled_from(names), st.text(max_size=12)))
    proposal = propose(code, read(**values))
    assert proposal is None or proposal.values["status_type"] == source.status_type
