"""What linked documents say otherwise than the record."""

from dataclasses import replace

from services.immigration.rules.facts import Contradiction
from tests.services.immigration.rules.people import around, one, person, status

VISA = status("visa", "2024-01-01", "2029-01-01")


class TestRecordConflict:
    def test_on_any_day(self) -> None:
        who = replace(person(), contradictions=[Contradiction("date_of_birth", "PASSPORT")])
        assert around("RECORD_CONFLICT", who, "2026-06-30") == ["due", "due", "due"]

    def test_names_the_field_and_no_value(self) -> None:
        who = replace(person(), contradictions=[Contradiction("alien_number", "EAD")])
        finding = one("RECORD_CONFLICT", who, "2026-06-30")
        assert finding.message == "A linked document (EAD) has another A-number than the record."
        assert (finding.due_date, finding.status_id) == (None, None)

    def test_names_the_status(self) -> None:
        who = replace(person(VISA), contradictions=[Contradiction("valid_until", "VISA", VISA.id)])
        finding = one("RECORD_CONFLICT", who, "2026-06-30")
        assert finding.message == "A linked document (VISA) has another last day of the visa than the record."
        assert finding.status_id == VISA.id

    def test_nothing_without_one(self) -> None:
        assert around("RECORD_CONFLICT", person(VISA), "2026-06-30") == ["quiet", "quiet", "quiet"]
