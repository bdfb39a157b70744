"""From the program to the grace period after it."""

from datetime import date

import pytest

from services.immigration.rules.catalogue import Rules, Version, load_rules
from services.immigration.rules.findings import Severity
from tests.services.immigration.rules.people import around, day, event, found, one, person, states, status

STUDY = status("f1", "2022-08-01", "2026-05-15")
OPT = status("f1_opt", "2026-06-01", "2027-05-31")


class TestF1Duration:
    def test_told_until_the_program_ends(self) -> None:
        assert around("F1_DURATION", person(STUDY), "2026-05-15") == ["due", "due", "quiet"]
        assert around("F1_DURATION", person(STUDY), "2025-11-16") == ["upcoming", "due", "due"]

    def test_an_extension_that_is_recorded_counts(self) -> None:
        who = person(STUDY, event("program_end", "2026-12-20"))
        assert one("F1_DURATION", who, "2026-05-01").due_date == day("2026-12-20")

    def test_without_an_end(self) -> None:
        finding = one("F1_DURATION", person(status("f1", "2022-08-01")), "2026-05-15")
        assert (finding.state, finding.due_date) == ("info", None)

    def test_not_on_opt(self) -> None:
        assert not found("F1_DURATION", person(STUDY, OPT), "2026-06-01")


class TestF1Grace:
    def test_sixty_days_from_the_day_after(self) -> None:
        assert around("F1_GRACE", person(STUDY), "2026-05-15") == ["upcoming", "upcoming", "due"]
        assert around("F1_GRACE", person(STUDY), "2026-07-14") == ["due", "due", "violated"]
        finding = one("F1_GRACE", person(STUDY), "2026-05-16")
        assert (finding.days_left, finding.computation.days, finding.computation.limit) == (59, 1, 60)
        assert finding.severity is Severity.CRITICAL

    def test_after_opt_and_stem_opt(self) -> None:
        assert around("F1_GRACE", person(STUDY, OPT), "2027-07-30") == ["due", "due", "violated"]
        stem = status("f1_stem_opt", "2027-06-01", "2029-05-31")
        assert around("F1_GRACE", person(STUDY, OPT, stem), "2029-07-30") == ["due", "due", "violated"]

    def test_where_only_opt_is_known(self) -> None:
        assert around("F1_GRACE", person(OPT), "2027-07-30") == ["due", "due", "violated"]

    def test_opt_that_ends_before_the_program_does_not_end_it(self) -> None:
        who = person(status("f1_opt", "2024-06-01", "2025-05-31"), status("f1", "2025-08-01", "2027-05-15"))
        assert one("F1_GRACE", who, "2026-01-01").due_date == day("2027-07-14")

    def test_a_program_that_ended_before_these_studies_does_not_count(self) -> None:
        for ended, due in (("2022-07-31", "2026-07-14"), ("2022-08-01", "2022-09-30")):
            assert one("F1_GRACE", person(STUDY, event("program_end", ended)), "2022-08-02").due_date == day(due)

    def test_leaving_as_the_program_ends(self) -> None:
        who = person(STUDY, event("travel", "2026-05-15"))
        assert around("F1_GRACE", who, "2026-05-15") == ["upcoming", "upcoming", "completed"]

    def test_leaving_in_time(self) -> None:
        assert states("F1_GRACE", person(STUDY, event("travel", "2026-07-14")), "2026-07-20") == ["completed"]
        assert states("F1_GRACE", person(STUDY, event("travel", "2026-07-15")), "2026-07-20") == ["violated"]

    def test_coming_back_does_not_stop_it(self) -> None:
        trip = event("travel", "2026-06-01", returned_on="2026-06-20")
        assert states("F1_GRACE", person(STUDY, trip), "2026-07-15") == ["violated"]

    def test_filing_in_time(self) -> None:
        assert states("F1_GRACE", person(STUDY, event("filing", "2026-07-14", form="I-539")), "2026-07-20") == [
            "completed"
        ]
        assert states("F1_GRACE", person(STUDY, event("filing", "2026-07-15", form="I-539")), "2026-07-20") == [
            "violated"
        ]
        applied = event("filing", "2026-04-01", form="I-765", category="C03B")
        assert states("F1_GRACE", person(STUDY, applied), "2026-07-20") == ["completed"]

    def test_a_cap_gap_puts_it_off(self) -> None:
        petition = event("filing", "2027-04-02", form="I-129", purpose="change_of_status", requested_start="2027-10-01")
        who = person(STUDY, OPT, petition)
        assert around("F1_GRACE", who, "2028-04-01") == ["upcoming", "upcoming", "due"]
        denied = event("decision", "2027-09-01", form="I-129", outcome="denied")
        assert around("F1_GRACE", person(STUDY, OPT, petition, denied), "2027-10-31") == ["due", "due", "violated"]

    def test_a_stem_application_puts_it_off(self) -> None:
        asked = event("filing", "2027-05-31", form="I-765", category="C03C")
        assert around("F1_GRACE", person(STUDY, OPT, asked), "2027-11-27") == ["upcoming", "upcoming", "due"]
        denied = event("decision", "2027-08-01", form="I-765", outcome="denied")
        assert around("F1_GRACE", person(STUDY, OPT, asked, denied), "2027-09-30") == ["due", "due", "violated"]

    def test_another_status_has_none(self) -> None:
        assert not found("F1_GRACE", person(STUDY, status("h1b", "2026-06-01", "2029-05-31")), "2026-08-01")


class TestJ1Grace:
    VISIT = status("j1", "2024-08-01", "2026-05-15")

    def test_thirty_days_from_the_day_after(self) -> None:
        assert around("J1_GRACE", person(self.VISIT), "2026-05-15") == ["upcoming", "upcoming", "due"]
        assert around("J1_GRACE", person(self.VISIT), "2026-06-14") == ["due", "due", "violated"]

    def test_academic_training_comes_first(self) -> None:
        who = person(self.VISIT, event("program_end", "2026-11-15"))
        assert around("J1_GRACE", who, "2026-12-15") == ["due", "due", "violated"]

    def test_not_for_f1(self) -> None:
        assert not found("J1_GRACE", person(STUDY), "2026-06-01")


class TestCapGap:
    @pytest.fixture
    def petition(self) -> dict[str, str]:
        return {"form": "I-129", "purpose": "change_of_status", "requested_start": "2026-10-01"}

    def test_to_april_while_it_is_pending(self, petition: dict[str, str]) -> None:
        who = person(STUDY, event("filing", "2026-04-02", **petition))
        assert around("CAP_GAP", who, "2027-04-01") == ["due", "due", "violated"]

    def test_to_the_start_of_what_was_approved(self, petition: dict[str, str]) -> None:
        approved = event("decision", "2026-06-01", form="I-129", outcome="approved", valid_from="2026-10-01")
        who = person(STUDY, event("filing", "2026-04-02", **petition), approved)
        assert one("CAP_GAP", who, "2026-07-01").due_date == day("2026-10-01")

    def test_a_start_after_april_does_not_count(self, petition: dict[str, str]) -> None:
        approved = event("decision", "2027-03-01", form="I-129", outcome="approved", valid_from="2027-05-01")
        who = person(STUDY, event("filing", "2026-04-02", **petition), approved)
        assert one("CAP_GAP", who, "2027-03-02").due_date == day("2027-04-01")

    @pytest.mark.parametrize(
        ("as_of", "version", "until"),
        [("2025-01-16", 1, "2024-10-01"), ("2025-01-17", 2, "2025-04-01"), ("2025-01-18", 2, "2025-04-01")],
    )
    def test_the_rule_changed_on_17_january_2025(self, as_of: str, version: int, until: str) -> None:
        filing = {"form": "I-129", "purpose": "change_of_status", "requested_start": "2024-10-01"}
        finding = one(
            "CAP_GAP", person(status("f1", "2022-08-01", "2024-06-15"), event("filing", "2024-04-02", **filing)), as_of
        )
        assert (finding.version, finding.due_date) == (version, day(until))

    @pytest.mark.parametrize(
        ("filed", "words"), [("2026-05-15", "and work"), ("2026-05-16", "without work"), ("2026-07-14", "without work")]
    )
    def test_filed_in_the_grace_period_it_carries_no_work(
        self, petition: dict[str, str], filed: str, words: str
    ) -> None:
        assert words in one("CAP_GAP", person(STUDY, event("filing", filed, **petition)), "2026-08-01").message

    def test_filed_after_the_grace_period_it_is_of_no_use(self, petition: dict[str, str]) -> None:
        assert not found("CAP_GAP", person(STUDY, event("filing", "2026-07-15", **petition)), "2026-08-01")

    def test_it_ends_with_the_petition(self, petition: dict[str, str]) -> None:
        denied = event("decision", "2026-08-10", form="I-129", outcome="denied")
        who = person(STUDY, event("filing", "2026-04-02", **petition), denied)
        assert around("CAP_GAP", who, "2026-08-10") == ["upcoming", "info", "info"]

    def test_without_a_start_it_is_the_first_of_october(self) -> None:
        who = person(STUDY, event("filing", "2026-04-02", form="I-129", purpose="change_of_status"))
        assert one("CAP_GAP", who, "2026-06-01").due_date == day("2027-04-01")

    @pytest.mark.parametrize(("start", "many"), [("2026-05-15", 0), ("2026-05-16", 1), ("2026-05-17", 1)])
    def test_it_begins_after_the_studies(self, start: str, many: int) -> None:
        petition = event("filing", "2026-04-02", form="I-129", purpose="change_of_status", requested_start=start)
        assert len(found("CAP_GAP", person(STUDY, petition), "2026-05-01")) == many

    @pytest.mark.parametrize(
        "other", [{"form": "I-539", "purpose": "change_of_status"}, {"form": "I-129", "purpose": "extension"}]
    )
    def test_nothing_else_opens_one(self, other: dict[str, str]) -> None:
        assert not found("CAP_GAP", person(STUDY, event("filing", "2026-04-02", **other)), "2026-06-01")

    def test_nor_a_petition_of_years_before(self, petition: dict[str, str]) -> None:
        assert not found("CAP_GAP", person(STUDY, event("filing", "2025-04-02", **petition)), "2026-06-01")

    def test_no_gap_where_the_h1b_begins_first(self, petition: dict[str, str]) -> None:
        longer = status("f1", "2022-08-01", "2026-12-15")
        assert not found("CAP_GAP", person(longer, event("filing", "2026-04-02", **petition)), "2026-05-01")


class TestDsFixedAdmission:
    @pytest.fixture
    def in_force(self) -> Rules:
        shipped = load_rules().by_id("DS_FIXED_ADMISSION").versions[0]
        version = shipped.model_copy(update={"enabled": True, "effective_from": date(2026, 1, 1)})
        return load_rules().with_version("DS_FIXED_ADMISSION", version)

    def test_ships_disabled_and_without_a_day(self) -> None:
        (shipped,) = load_rules().by_id("DS_FIXED_ADMISSION").versions
        assert (shipped.enabled, shipped.effective_from) == (False, None)
        assert not found("DS_FIXED_ADMISSION", person(STUDY), "2026-05-01")

    def test_from_its_day_on(self, in_force: Rules) -> None:
        assert around("DS_FIXED_ADMISSION", person(STUDY), "2026-01-01", in_force) == ["quiet", "due", "due"]

    def test_the_program_and_thirty_days(self, in_force: Rules) -> None:
        assert around("DS_FIXED_ADMISSION", person(STUDY), "2026-06-14", in_force) == ["due", "due", "violated"]

    def test_four_years_at_most(self, in_force: Rules) -> None:
        who = person(status("f1", "2022-08-01", "2027-05-15"))
        assert around("DS_FIXED_ADMISSION", who, "2026-08-31", in_force) == ["due", "due", "violated"]
        admitted = status("i94", "2024-02-29")
        finding = one("DS_FIXED_ADMISSION", person(status("j1", "2024-01-01"), admitted), "2026-05-01", in_force)
        assert finding.due_date == day("2028-03-30")

    def test_what_if_it_were_longer(self) -> None:
        parameters = {"max_years": 4, "f_grace_days": 60, "j_grace_days": 30}
        version = Version(number=2, effective_from=date(2026, 3, 1), parameters=parameters)
        rules = load_rules().with_version("DS_FIXED_ADMISSION", version)
        assert one("DS_FIXED_ADMISSION", person(STUDY), "2026-05-01", rules).due_date == day("2026-07-14")
