"""Papers and stays that end on a day."""

import pytest

from services.immigration.rules.findings import Severity, ladder_step
from tests.services.immigration.rules.people import around, day, event, found, job, one, person, states, status


class TestExpiry:
    @pytest.mark.parametrize("kind", ["passport", "ead", "green_card"])
    def test_a_paper(self, kind: str) -> None:
        who = person(status(kind, "2020-01-01", "2027-03-01"))
        assert around("EXPIRY", who, "2027-03-01") == ["due", "due", "violated"]

    def test_the_first_warning_is_180_days_ahead(self) -> None:
        who = person(status("passport", "2020-01-01", "2027-03-01"))
        assert around("EXPIRY", who, "2026-09-02") == ["upcoming", "due", "due"]
        finding = one("EXPIRY", who, "2026-09-02")
        assert (finding.days_left, finding.due_date) == (180, day("2027-03-01"))
        assert finding.computation.steps == ("2027-03-01 is 180 days ahead",)

    def test_steps_of_its_ladder(self) -> None:
        who = person(status("passport", "2020-01-01", "2027-03-01"))
        days = ["2026-09-01", "2026-09-02", "2026-12-01", "2027-01-30", "2027-03-01", "2027-03-02"]
        assert [ladder_step(one("EXPIRY", who, each), day(each)) for each in days] == [None, 180, 90, 30, 30, -1]

    @pytest.mark.parametrize("kind", ["passport", "ead", "green_card"])
    def test_one_that_a_newer_one_outlasts_is_quiet(self, kind: str) -> None:
        old = status(kind, "2016-01-01", "2026-01-01", country="IND", current=False)
        new = status(kind, "2025-12-01", "2035-12-01", country="IND")
        assert [each.status_id for each in found("EXPIRY", person(old, new), "2025-12-02")] == [new.id]
        assert [each.status_id for each in found("EXPIRY", person(old, new), "2026-06-01")] == [new.id]
        assert [each.status_id for each in found("EXPIRY", person(old, new), "2025-11-30")] == [old.id]

    def test_passports_of_two_countries_are_two_kinds(self) -> None:
        who = person(
            status("passport", "2016-01-01", "2026-01-01", country="IND"),
            status("passport", "2020-01-01", "2030-01-01", country="CAN"),
        )
        assert [each.state for each in found("EXPIRY", who, "2026-01-02")] == ["violated", "upcoming"]

    def test_a_visa_is_told_of_until_it_has_expired(self) -> None:
        who = person(status("visa", "2021-01-01", "2026-01-01", "F1"))
        assert around("EXPIRY", who, "2026-01-01") == ["due", "due", "quiet"]
        assert one("EXPIRY", who, "2026-01-01").severity is Severity.INFO

    def test_the_status_itself(self) -> None:
        who = person(status("h4", "2024-01-01", "2026-05-01"))
        assert around("EXPIRY", who, "2026-05-01") == ["due", "due", "violated"]
        assert one("EXPIRY", who, "2026-05-02").severity is Severity.CRITICAL

    def test_a_status_that_ends_with_its_i94_is_told_once(self) -> None:
        stay = status("h4", "2024-01-01", "2026-05-01")
        assert not found("EXPIRY", person(stay, status("i94", "2024-01-01", "2026-05-01")), "2026-05-02")
        assert found("EXPIRY", person(stay, status("i94", "2024-01-01", "2026-05-11")), "2026-05-02")

    def test_an_extension_that_is_pending_keeps_it_quiet(self) -> None:
        stay = status("h4", "2024-01-01", "2026-05-01")
        assert not found("EXPIRY", person(stay, event("filing", "2026-05-01", form="I-539")), "2026-05-02")
        assert found("EXPIRY", person(stay, event("filing", "2026-05-02", form="I-539")), "2026-05-03")
        denied = event("decision", "2026-06-01", form="I-539", outcome="denied")
        who = person(stay, event("filing", "2026-05-01", form="I-539"), denied)
        assert around("EXPIRY", who, "2026-06-01") == ["quiet", "violated", "violated"]

    def test_opt_leads_into_its_grace_period(self) -> None:
        who = person(status("f1_opt", "2025-06-01", "2026-05-31"))
        assert around("EXPIRY", who, "2026-05-31") == ["due", "due", "quiet"]

    def test_a_permit_for_opt_that_expired_matters_while_there_is_a_job(self) -> None:
        permit = status("ead", "2025-06-01", "2026-05-31", "OPT_POST")
        working = person(permit, *job("Acme", "2025-06-01"))
        left = person(permit, *job("Acme", "2025-06-01", "2026-05-31"))
        assert states("EXPIRY", working, "2026-06-01") == ["violated"]
        assert states("EXPIRY", left, "2026-06-01") == ["quiet"]

    def test_nor_while_a_cap_gap_carries_it_on(self) -> None:
        petition = event("filing", "2026-04-02", form="I-129", purpose="change_of_status", requested_start="2026-10-01")
        permit, opt = status("ead", "2025-06-01", "2026-05-31"), status("f1_opt", "2025-06-01", "2026-05-31")
        working = person(opt, permit, *job("Acme", "2025-06-01"), petition)
        assert around("EXPIRY", working, "2027-04-01") == ["quiet", "quiet", "violated"]
        late = event("filing", "2026-06-01", form="I-129", purpose="change_of_status", requested_start="2026-10-01")
        assert states("EXPIRY", person(opt, permit, *job("Acme", "2025-06-01"), late), "2026-06-02") == ["violated"]

    def test_a_permit_that_is_extended_is_quiet(self) -> None:
        permit = status("ead", "2023-06-01", "2025-09-30", "AOS_PENDING")
        renewed = event("filing", "2025-09-30", form="I-765", purpose="renewal", category="c9")
        assert states("EXPIRY", person(permit, renewed), "2025-10-01", "2027-03-24", "2027-03-25") == [
            *("quiet", "quiet"),
            "violated",
        ]

    def test_a_permit_that_is_not_needed_any_more_is_quiet(self) -> None:
        permit = status("ead", "2023-06-01", "2025-09-30", "AOS_PENDING")
        assert not [
            each
            for each in found("EXPIRY", person(permit, status("green_card", "2025-01-01", "2035-01-01")), "2025-10-01")
            if each.status_id == permit.id
        ]


class TestI94Expiry:
    def test_out_of_status_the_day_after(self) -> None:
        who = person(status("i94", "2024-01-01", "2026-05-01"), status("h1b", "2024-01-01", "2026-05-01"))
        assert around("I94_EXPIRY", who, "2026-05-01") == ["due", "due", "violated"]
        finding = one("I94_EXPIRY", who, "2026-05-02")
        assert finding.severity is Severity.CRITICAL
        assert (finding.days_left, finding.computation.steps) == (-1, ("2026-05-01 - 2026-05-02 = -1 days",))

    def test_d_s_has_no_day(self) -> None:
        assert not found("I94_EXPIRY", person(status("i94", "2021-08-01")), "2029-01-01")

    def test_the_latest_admission_counts_even_if_it_is_shorter(self) -> None:
        who = person(status("i94", "2024-01-01", "2027-01-01"), status("i94", "2025-02-01", "2026-05-01"))
        assert around("I94_EXPIRY", who, "2026-05-01") == ["due", "due", "violated"]
        newer = person(status("i94", "2024-01-01", "2025-01-01"), status("i94", "2024-12-01", "2027-01-01"))
        assert states("I94_EXPIRY", newer, "2025-01-02") == ["upcoming"]

    def test_whoever_left_in_time_has_nothing_to_fear(self) -> None:
        i94 = status("i94", "2024-01-01", "2026-05-01")
        assert not found("I94_EXPIRY", person(i94, event("travel", "2026-05-01")), "2026-05-02")
        assert found("I94_EXPIRY", person(i94, event("travel", "2026-05-02")), "2026-05-03")

    def test_nor_does_an_application_of_the_stay_before_count(self) -> None:
        for filed, state in (("2023-12-31", "violated"), ("2024-01-01", "info")):
            who = person(status("i94", "2024-01-01", "2026-05-01"), event("filing", filed, form="I-539"))
            assert states("I94_EXPIRY", who, "2026-05-02") == [state]

    def test_an_application_filed_in_time_is_waited_for(self) -> None:
        i94 = status("i94", "2024-01-01", "2026-05-01")
        filed = event("filing", "2026-05-01", form="I-129", purpose="extension")
        late = event("filing", "2026-05-02", form="I-129", purpose="extension")
        assert around("I94_EXPIRY", person(i94, filed), "2026-05-02") == ["due", "info", "info"]
        assert around("I94_EXPIRY", person(i94, late), "2026-05-02") == ["due", "violated", "violated"]

    def test_what_was_approved_lasts_as_long_as_it_says(self) -> None:
        approved = event("decision", "2026-06-01", form="I-539", outcome="approved", valid_until="2026-12-01")
        filed = event("filing", "2026-04-01", form="I-539")
        who = person(status("i94", "2024-01-01", "2026-05-01"), filed, approved)
        assert around("I94_EXPIRY", who, "2026-12-01") == ["due", "due", "violated"]

    def test_permanent_residents_need_none(self) -> None:
        who = person(status("i94", "2024-01-01", "2026-05-01"), status("green_card", "2026-01-01"))
        assert not found("I94_EXPIRY", who, "2026-05-02")
