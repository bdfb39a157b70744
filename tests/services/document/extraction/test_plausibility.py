from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.catalogue.catalogue import load_catalogue
from services.document.extraction.extract import extract
from services.document.extraction.fields import FieldEvidence, FieldMethod, FieldValue
from services.document.extraction.plausibility import Implausibility, Reading, Rule, doubted, warnings
from services.document.mrz.find import find_mrz
from tests.services.document.pages import page
from tests.support.documents import upload_and_process
from tests.support.platform import Caller, Platform

TODAY = date(2026, 11, 23)
CATALOGUE = load_catalogue()
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def found(code: str, **values: str) -> list[Implausibility]:
    readings = {name: Reading(value) for name, value in values.items()}
    return warnings(readings, CATALOGUE.by_code(code), TODAY)


def sure(value: str, evidence: FieldEvidence = FieldEvidence.NOT_COVERED) -> FieldValue:
    return FieldValue(value, 0.9, 1, None, FieldMethod.TEXT, evidence)


class TestRules:
    @pytest.mark.parametrize(
        ("code", "values", "rule", "fields"),
        [
            (
                "PASSPORT",
                {"issue_date": "2020-01-16", "expiration_date": "2019-01-15"},
                Rule.ORDER,
                ("issue_date", "expiration_date"),
            ),
            (
                "I20",
                {"program_start_date": "2026-08-20", "program_end_date": "2025-05-30"},
                Rule.ORDER,
                ("program_start_date", "program_end_date"),
            ),
            (
                "LEASE",
                {"lease_start": "2026-02-01", "lease_end": "2026-01-31"},
                Rule.ORDER,
                ("lease_start", "lease_end"),
            ),
            (
                "PASSPORT",
                {"date_of_birth": "2021-05-05", "issue_date": "2020-05-05"},
                Rule.BIRTH_AFTER,
                ("date_of_birth", "issue_date"),
            ),
            ("PASSPORT", {"date_of_birth": "2027-01-01"}, Rule.BIRTH_IN_FUTURE, ("date_of_birth",)),
            ("PASSPORT", {"date_of_birth": "1899-01-01"}, Rule.TOO_OLD, ("date_of_birth",)),
            ("PASSPORT", {"issue_date": "2026-12-24"}, Rule.IN_FUTURE, ("issue_date",)),
            ("PASSPORT", {"expiration_date": "2062-01-01"}, Rule.TOO_FAR, ("expiration_date",)),
            ("PASSPORT", {"expiration_date": "2026-02-30"}, Rule.NO_DATE, ("expiration_date",)),
        ],
    )
    def test_what_can_not_be_is_told(
        self, code: str, values: dict[str, str], rule: Rule, fields: tuple[str, ...]
    ) -> None:
        told = found(code, **values)
        assert [(warning.rule, warning.fields) for warning in told] == [(rule, fields)]
        assert told[0].detail

    @pytest.mark.parametrize(
        ("code", "values"),
        [
            (
                "PASSPORT",
                {"date_of_birth": "1974-08-12", "issue_date": "2020-01-16", "expiration_date": "2030-01-15"},
            ),
            ("I94", {"date_of_entry": "2024-08-11", "admit_until": "D/S"}),
            ("I20", {"program_start_date": "2026-08-20", "program_end_date": "2026-08-20"}),
            ("PASSPORT", {"issue_date": "2026-11-24"}),
            ("PASSPORT", {"date_of_birth": "2026-11-23", "issue_date": "2026-11-23"}),
            ("I9", {"date_of_birth": "2024-01-01", "edition_date": "2023-08-01"}),
        ],
        ids=["passport", "duration of status", "one day", "other time zone", "newborn", "edition before birth"],
    )
    def test_what_can_be_is_not(self, code: str, values: dict[str, str]) -> None:
        assert found(code, **values) == []

    def test_zone_and_print_that_disagree(self) -> None:
        told = warnings({"document_number": Reading("A1", differs_from="A7")}, CATALOGUE.by_code("PASSPORT"), TODAY)
        assert [warning.rule for warning in told] == [Rule.DISAGREEMENT]
        assert "A1" in told[0].detail
        assert "A7" in told[0].detail

    def test_refuted_check_digit(self) -> None:
        told = warnings({"document_number": Reading("A1", "refuted")}, CATALOGUE.by_code("PASSPORT"), TODAY)
        assert [warning.rule for warning in told] == [Rule.CHECK_DIGIT]

    @given(st.dictionaries(st.sampled_from(["date_of_birth", "issue_date", "expiration_date"]), st.text(max_size=12)))
    def test_any_value_gets_an_answer(self, values: dict[str, str]) -> None:
        for warning in found("PASSPORT", **values):
            assert set(warning.fields) <= values.keys()


class TestDoubt:
    def test_both_are_less_sure(self) -> None:
        values = {"issue_date": sure("2020-01-16"), "expiration_date": sure("2019-01-15")}
        less = doubted(values, CATALOGUE.by_code("PASSPORT"), TODAY)
        assert {value.confidence for value in less.values()} == {0.45}

    def test_a_check_digit_vouches_for_its_field(self) -> None:
        values = {"issue_date": sure("2020-01-16"), "expiration_date": sure("2019-01-15", FieldEvidence.VERIFIED)}
        less = doubted(values, CATALOGUE.by_code("PASSPORT"), TODAY)
        assert (less["issue_date"].confidence, less["expiration_date"].confidence) == (0.45, 0.9)

    def test_plausible_values_stay(self) -> None:
        values = {"issue_date": sure("2018-01-16"), "expiration_date": sure("2028-01-15")}
        assert doubted(values, CATALOGUE.by_code("PASSPORT"), TODAY) == values


def test_extraction_lowers_and_remembers_the_other_reading() -> None:
    pages = [page(f"PASSPORT\nDate of expiry  16 APR 2012\n\n{ZONE}")]
    read = extract(CATALOGUE.by_code("PASSPORT"), pages, find_mrz(pages, today=TODAY), today=TODAY)
    expiry = read["expiration_date"]
    assert (expiry.value, expiry.differs_from, expiry.verified) == ("2012-04-15", "2012-04-16", True)
    agreed = extract(CATALOGUE.by_code("PASSPORT"), [page(ZONE)], find_mrz([page(ZONE)], today=TODAY), today=TODAY)
    assert expiry.confidence < agreed["expiration_date"].confidence
    assert replace(expiry, differs_from=None) != agreed["expiration_date"]


class TestAnswer:
    async def test_shows_warnings_beside_the_metadata(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        text = (
            "PERMANENT RESIDENT CARD\nUSCIS#  012-345-678\nDate of Birth  12 AUG 2030\nCard Expires  11/04/2033\n"
            "Resident Since  11/04/2034\nCountry of Birth  India\n"
        )
        document = await upload_and_process(platform, as_owner, vault_id, "card.txt", text.encode())
        assert document["document_type_code"] == "GREEN_CARD"
        rules = {warning["rule"]: warning for warning in document["warnings"]}
        assert rules.keys() == {"dates_out_of_order", "birth_in_future"}
        assert rules["birth_in_future"] == {
            "fields": ["date_of_birth"],
            "rule": "birth_in_future",
            "detail": "Date of birth 2030-08-12 is in the future",
        }
        assert document["metadata_details"]["date_of_birth"]["confidence"] < 0.6

    async def test_without_fields_there_are_none(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id, "note.txt", b"Buy bread and milk.")
        assert document["warnings"] == []
