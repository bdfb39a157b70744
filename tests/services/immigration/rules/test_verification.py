"""Form I-9: when an employer looks at a work authorization again."""

from typing import Any

import pytest

from services.immigration.rules.facts import EventFacts
from services.immigration.rules.findings import ladder_step
from tests.services.immigration.rules.people import around, day, event, found, job, one, person, states


def form(**changes: Any) -> EventFacts[Any]:
    metadata = {"employer": "Acme", "attested": "authorized_noncitizen", "document": "ead"} | changes
    return event("i9_completed", "2025-01-08", **metadata)


class TestI9Reverify:
    def test_by_the_day_of_the_document(self) -> None:
        assert around("I9_REVERIFY", person(form(document_until="2026-06-30")), "2026-06-30") == [
            "due",
            "due",
            "violated",
        ]

    @pytest.mark.parametrize(
        ("section_1", "due"), [("2026-06-29", "2026-06-29"), ("2026-06-30", "2026-06-30"), ("2026-07-01", "2026-06-30")]
    )
    def test_or_the_day_in_section_1_if_that_is_sooner(self, section_1: str, due: str) -> None:
        who = person(form(document_until="2026-06-30", authorized_until=section_1))
        assert one("I9_REVERIFY", who, "2026-06-01").due_date == day(due)

    def test_the_reminder_comes_90_days_before(self) -> None:
        who = person(form(document_until="2026-06-30"))
        assert around("I9_REVERIFY", who, "2026-04-01") == ["upcoming", "due", "due"]
        assert ladder_step(one("I9_REVERIFY", who, "2026-04-01"), day("2026-04-01")) == 90

    @pytest.mark.parametrize(
        "never",
        [
            *({"attested": "citizen"}, {"attested": "noncitizen_national"}),
            *({"attested": "permanent_resident", "document": "green_card"}, {"document": "us_passport"}),
        ],
    )
    def test_never_again(self, never: dict[str, str]) -> None:
        assert not found("I9_REVERIFY", person(form(document_until="2026-06-30", **never)), "2026-07-01")

    def test_a_stamp_of_a_permanent_resident_is_looked_at_again(self) -> None:
        who = person(form(attested="permanent_resident", document="i551_stamp", document_until="2026-06-30"))
        assert states("I9_REVERIFY", who, "2026-07-01") == ["violated"]

    def test_reverified(self) -> None:
        again = event("i9_reverified", "2026-06-30", employer="ACME", document="ead", document_until="2028-06-30")
        assert around("I9_REVERIFY", person(form(document_until="2026-06-30"), again), "2028-06-30") == [
            "due",
            "due",
            "violated",
        ]
        for_good = event(
            "i9_reverified", "2026-06-30", employer="Acme", document="green_card", document_until="2036-06-30"
        )
        assert not found("I9_REVERIFY", person(form(document_until="2026-06-30"), for_good), "2037-01-01")

    def test_not_once_the_job_is_over(self) -> None:
        who = person(form(document_until="2026-06-30"), *job("Acme", "2025-01-06", "2026-07-10"))
        assert around("I9_REVERIFY", who, "2026-07-10") == ["violated", "violated", "quiet"]
