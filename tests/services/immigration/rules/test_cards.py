"""Work permits outside practical training."""

from datetime import timedelta
from typing import Any

import pytest

from services.immigration.rules.dates import after_months
from services.immigration.rules.facts import EventFacts
from services.immigration.rules.findings import Severity
from tests.services.immigration.rules.people import around, day, event, found, one, person, states, status

CARD = status("ead", "2023-12-01", "2025-11-30", "AOS_PENDING")


def renewed(when: str, category: str | None = "C09", purpose: str = "renewal") -> EventFacts[Any]:
    return event("filing", when, form="I-765", purpose=purpose, category=category)


class TestEadAutoExt:
    def test_540_days_from_the_end_of_the_card(self) -> None:
        who = person(CARD, renewed("2025-10-01"))
        assert around("EAD_AUTO_EXT", who, "2026-11-25") == ["upcoming", "due", "due"]
        assert around("EAD_AUTO_EXT", who, "2027-05-24") == ["due", "due", "violated"]
        finding = one("EAD_AUTO_EXT", who, "2027-05-25")
        assert finding.severity is Severity.CRITICAL
        assert finding.computation.steps == ("filed on 2025-10-01: 2025-11-30 + 540 days = 2027-05-24",)

    @pytest.mark.parametrize(
        ("filed", "state"), [("2025-10-29", "upcoming"), ("2025-10-30", "violated"), ("2025-10-31", "violated")]
    )
    def test_the_day_of_filing_decides(self, filed: str, state: str) -> None:
        """The first of December: the day after the card ended, long after the rule changed."""
        assert states("EAD_AUTO_EXT", person(CARD, renewed(filed)), "2025-12-01") == [state]

    def test_without_an_extension_the_card_ends_on_its_day(self) -> None:
        who = person(CARD, renewed("2025-11-01"))
        assert around("EAD_AUTO_EXT", who, "2025-11-30") == ["due", "due", "violated"]
        assert "not extended" in one("EAD_AUTO_EXT", who, "2025-11-30").message

    @pytest.mark.parametrize(
        ("filed", "state"), [("2025-09-29", "upcoming"), ("2025-09-30", "upcoming"), ("2025-10-01", "quiet")]
    )
    def test_only_one_filed_in_time(self, filed: str, state: str) -> None:
        card = status("ead", "2023-10-01", "2025-09-30", "AOS_PENDING")
        assert states("EAD_AUTO_EXT", person(card, renewed(filed)), "2025-10-20") == [state]

    @pytest.mark.parametrize(
        ("category", "state"), [("C09", "upcoming"), ("C26", "upcoming"), ("C33", "violated"), (None, "violated")]
    )
    def test_only_some_categories(self, category: str | None, state: str) -> None:
        card = status("ead", "2023-12-01", "2025-11-30")
        assert states("EAD_AUTO_EXT", person(card, renewed("2025-10-01", category)), "2025-12-01") == [state]

    def test_it_ends_with_the_decision(self) -> None:
        denied = event("decision", "2026-02-01", form="I-765", outcome="denied")
        assert around("EAD_AUTO_EXT", person(CARD, renewed("2025-10-01"), denied), "2026-02-01") == [
            "upcoming",
            "quiet",
            "quiet",
        ]

    def test_a_first_application_extends_nothing(self) -> None:
        assert not found("EAD_AUTO_EXT", person(CARD, renewed("2025-10-01", purpose="initial")), "2025-12-01")


class TestEadMaxValidity:
    @pytest.mark.parametrize(("start", "version"), [("2025-12-04", None), ("2025-12-05", 3), ("2025-12-06", 3)])
    def test_18_months_since_5_december_2025(self, start: str, version: int | None) -> None:
        who = person(status("ead", start, "2030-12-01", "ASYLUM_PENDING"))
        assert [each.version for each in found("EAD_MAX_VALIDITY", who, "2026-01-01")] == ([version] if version else [])

    @pytest.mark.parametrize(("start", "version"), [("2025-07-21", None), ("2025-07-22", 2), ("2025-12-05", 3)])
    def test_a_year_for_parole_and_tps_since_22_july_2025(self, start: str, version: int | None) -> None:
        who = person(status("ead", start, "2027-01-01", "PAROLEE"))
        assert [each.version for each in found("EAD_MAX_VALIDITY", who, "2026-01-01")] == ([version] if version else [])

    @pytest.mark.parametrize(("ends", "many"), [("2027-06-30", 0), ("2027-07-01", 0), ("2027-07-02", 1)])
    def test_to_the_day(self, ends: str, many: int) -> None:
        who = person(status("ead", "2026-01-01", ends, "ASYLEE"))
        assert len(found("EAD_MAX_VALIDITY", who, "2026-02-01")) == many

    @pytest.mark.parametrize(("ends", "many"), [("2026-08-30", 0), ("2026-08-31", 0), ("2026-09-01", 1)])
    def test_or_the_period_if_that_is_shorter(self, ends: str, many: int) -> None:
        who = person(status("tps", "2025-03-01", "2026-08-31"), status("ead", "2026-01-01", ends, "TPS"))
        assert len(found("EAD_MAX_VALIDITY", who, "2026-02-01")) == many

    def test_the_card_that_is_applied_for(self) -> None:
        finding = one("EAD_MAX_VALIDITY", person(CARD, renewed("2025-10-01")), "2026-01-05")
        assert finding.state == "info"
        assert finding.computation.steps == ("decided on 2026-01-05, it would run to 2027-07-05 at most",)

    @pytest.mark.parametrize(
        ("category", "months"),
        [
            *((each, 18) for each in ("A03", "A05", "A10", "C08", "C09", "C10")),
            *((each, 12) for each in ("A12", "C11", "C19")),
        ],
    )
    def test_each_category(self, category: str, months: int) -> None:
        asked = event("filing", "2025-11-01", form="I-765", purpose="initial", category=category)
        longest = after_months(day("2026-01-01"), months)
        for over in (0, 1):
            who = person(status("ead", "2026-01-01", longest + timedelta(days=over)), asked)
            assert len(found("EAD_MAX_VALIDITY", who, "2026-02-01")) == over

    @pytest.mark.parametrize("category", ["A12", "C11", "C19"])
    def test_each_category_between_july_and_december_2025(self, category: str) -> None:
        asked = event("filing", "2025-07-01", form="I-765", purpose="initial", category=category)
        for ends, many in (("2026-08-01", 0), ("2026-08-02", 1)):
            assert (
                len(found("EAD_MAX_VALIDITY", person(status("ead", "2025-08-01", ends), asked), "2025-09-01")) == many
            )

    def test_other_categories_are_not_limited(self) -> None:
        assert not found("EAD_MAX_VALIDITY", person(status("ead", "2026-01-01", "2030-01-01", "DACA")), "2026-02-01")
