"""The job, the time around a petition, and the next petition."""

import pytest

from tests.services.immigration.rules.people import around, day, event, found, job, one, person, states, status

H1B = status("h1b", "2024-10-01", "2027-09-30")
LOST = job("Acme", "2024-10-01", "2026-03-02")


class TestH1bGrace:
    def test_sixty_days_from_the_day_after(self) -> None:
        assert around("H1B_GRACE", person(H1B, *LOST), "2026-03-02") == ["quiet", "due", "due"]
        assert around("H1B_GRACE", person(H1B, *LOST), "2026-05-01") == ["due", "due", "violated"]
        finding = one("H1B_GRACE", person(H1B, *LOST), "2026-04-01")
        assert finding.computation.steps == ("2026-03-02 + 60 days = 2026-05-01",)
        assert (finding.computation.days, finding.days_left) == (30, 30)

    @pytest.mark.parametrize(
        ("ends", "due"), [("2026-04-30", "2026-04-30"), ("2026-05-01", "2026-05-01"), ("2026-05-02", "2026-05-01")]
    )
    def test_cut_by_the_end_of_the_i94(self, ends: str, due: str) -> None:
        who = person(H1B, status("i94", "2024-10-01", ends), *LOST)
        assert one("H1B_GRACE", who, "2026-04-01").due_date == day(due)

    @pytest.mark.parametrize(
        "as_what", [("l1", "L1A"), ("o1", None), ("tn", None), ("other", "E3"), ("other", "E2"), ("other", "H1B1")]
    )
    def test_other_workers(self, as_what: tuple[str, str | None]) -> None:
        who = person(status(as_what[0], "2024-10-01", "2027-09-30", as_what[1]), *LOST)
        assert around("H1B_GRACE", who, "2026-05-01") == ["due", "due", "violated"]

    def test_not_for_students(self) -> None:
        assert not found("H1B_GRACE", person(status("f1_opt", "2025-10-01", "2026-09-30"), *LOST), "2026-05-02")

    @pytest.mark.parametrize(
        ("filed", "state"), [("2026-04-30", "completed"), ("2026-05-01", "completed"), ("2026-05-02", "violated")]
    )
    def test_a_petition_within_them(self, filed: str, state: str) -> None:
        petition = event("filing", filed, form="I-129", employer="Bolt", purpose="change_of_employer")
        assert states("H1B_GRACE", person(H1B, *LOST, petition), "2026-05-03") == [state]

    def test_one_of_the_old_employer_or_one_that_failed_does_not_count(self) -> None:
        same = event("filing", "2026-04-01", form="I-129", employer="ACME", purpose="amendment")
        failed = (
            event("filing", "2026-04-01", form="I-539"),
            event("decision", "2026-04-20", form="I-539", outcome="denied"),
        )
        assert states("H1B_GRACE", person(H1B, *LOST, same), "2026-05-02") == ["violated"]
        assert states("H1B_GRACE", person(H1B, *LOST, *failed), "2026-05-02") == ["violated"]

    def test_a_new_job_or_leaving(self) -> None:
        assert states("H1B_GRACE", person(H1B, *LOST, *job("Bolt", "2026-05-01")), "2026-06-01") == ["completed"]
        assert states("H1B_GRACE", person(H1B, *LOST, *job("Bolt", "2026-05-02")), "2026-06-01") == ["violated"]
        assert states("H1B_GRACE", person(H1B, *LOST, event("travel", "2026-05-01")), "2026-06-01") == ["completed"]

    def test_another_job_that_goes_on(self) -> None:
        assert not found("H1B_GRACE", person(H1B, *LOST, *job("Bolt", "2025-10-01")), "2026-06-01")

    def test_once_in_each_authorized_period(self) -> None:
        first = job("Acme", "2024-10-01", "2025-03-02")
        second = job("Bolt", "2025-04-01", "2026-03-02")
        who = person(H1B, *first, *second)
        assert around("H1B_GRACE", who, "2026-03-02") == ["completed", "due", "violated"]
        seamless = person(H1B, *job("Acme", "2024-10-01", "2025-03-31"), *second)
        assert around("H1B_GRACE", seamless, "2026-05-01") == ["due", "due", "violated"]
        renewed = status("h1b", "2025-10-01", "2028-09-30")
        assert around("H1B_GRACE", person(H1B, renewed, *first, *second), "2026-05-01") == ["due", "due", "violated"]


class TestH1b10day:
    COMING = status("h1b", "2026-10-01", "2029-09-30")

    @pytest.mark.parametrize(
        ("admitted", "state"),
        [
            ("2026-09-20", "violated"),
            ("2026-09-21", "info"),
            ("2026-09-22", "info"),
            ("2026-09-30", "info"),
            ("2026-10-01", "quiet"),
        ],
    )
    def test_ten_days_before(self, admitted: str, state: str) -> None:
        who = person(self.COMING, status("i94", admitted, "2029-10-10"))
        assert states("H1B_10DAY", who, "2026-09-30") == ([state] if admitted < "2026-10-01" else ["quiet"])

    def test_told_until_the_petition_begins(self) -> None:
        who = person(self.COMING, status("i94", "2026-09-25", "2029-10-10"))
        assert around("H1B_10DAY", who, "2026-09-25") == ["quiet", "info", "info"]
        assert around("H1B_10DAY", who, "2026-10-01") == ["info", "quiet", "quiet"]

    def test_no_work_in_them(self) -> None:
        who = person(self.COMING, status("i94", "2026-09-25", "2029-10-10"), *job("Acme", "2026-09-28"))
        assert around("H1B_10DAY", who, "2026-09-28") == ["info", "violated", "violated"]

    def test_ten_days_after(self) -> None:
        who = person(H1B, status("i94", "2024-10-01", "2027-10-10"))
        assert around("H1B_10DAY", who, "2027-09-30") == ["quiet", "quiet", "due"]
        assert around("H1B_10DAY", who, "2027-10-10") == ["due", "due", "quiet"]

    def test_or_to_the_i94(self) -> None:
        who = person(H1B, status("i94", "2024-10-01", "2027-10-05"))
        assert around("H1B_10DAY", who, "2027-10-05") == ["due", "due", "quiet"]


class TestH1b240day:
    I94 = status("i94", "2024-10-01", "2027-09-30")
    FILED = event("filing", "2027-09-29", form="I-129", purpose="extension")

    def test_240_days_past_the_i94(self) -> None:
        assert around("H1B_240DAY", person(H1B, self.I94, self.FILED), "2027-09-29") == [
            "quiet",
            "upcoming",
            "upcoming",
        ]
        assert around("H1B_240DAY", person(H1B, self.I94, self.FILED), "2028-05-27") == ["due", "due", "violated"]

    @pytest.mark.parametrize(("filed", "many"), [("2027-09-29", 1), ("2027-09-30", 1), ("2027-10-01", 0)])
    def test_filed_in_time(self, filed: str, many: int) -> None:
        who = person(H1B, self.I94, event("filing", filed, form="I-129", purpose="extension"))
        assert len(found("H1B_240DAY", who, "2027-10-02")) == many

    def test_only_of_the_same_employer(self) -> None:
        who = person(H1B, self.I94, event("filing", "2027-09-29", form="I-129", purpose="change_of_employer"))
        assert not found("H1B_240DAY", who, "2027-10-02")

    def test_while_it_is_pending(self) -> None:
        decided = event("decision", "2027-12-01", form="I-129", outcome="denied")
        assert around("H1B_240DAY", person(H1B, self.I94, self.FILED, decided), "2027-12-01") == [
            "due",
            "quiet",
            "quiet",
        ]


class TestH1bPortability:
    PETITION = event("filing", "2026-04-01", form="I-129", purpose="change_of_employer", employer="Bolt")

    def test_work_may_begin_once_it_is_filed(self) -> None:
        assert around("H1B_PORTABILITY", person(H1B, self.PETITION), "2026-04-01") == ["quiet", "info", "info"]

    @pytest.mark.parametrize(
        ("begins", "state"), [("2026-03-31", "violated"), ("2026-04-01", "info"), ("2026-04-02", "info")]
    )
    def test_and_not_before(self, begins: str, state: str) -> None:
        assert states("H1B_PORTABILITY", person(H1B, self.PETITION, *job("Bolt", begins)), "2026-05-01") == [state]

    def test_it_ends_with_a_denial(self) -> None:
        denied = event("decision", "2026-06-01", form="I-129", outcome="denied")
        assert "allows no work" in one("H1B_PORTABILITY", person(H1B, self.PETITION, denied), "2026-06-01").message

    def test_only_from_h1b(self) -> None:
        assert not found(
            "H1B_PORTABILITY", person(status("tn", "2024-10-01", "2027-09-30"), self.PETITION), "2026-05-01"
        )


class TestLcaPaf:
    LCA = event("filing", "2026-11-25", form="ETA-9035", employer="Acme")

    def test_ready_after_one_working_day(self) -> None:
        """Filed on the Wednesday before Thanksgiving."""
        assert around("LCA_PAF", person(self.LCA), "2026-11-27") == ["due", "due", "violated"]

    @pytest.mark.parametrize(("ready", "late"), [("2026-11-25", False), ("2026-11-27", False), ("2026-11-28", True)])
    def test_done(self, ready: str, late: bool) -> None:
        finding = one("LCA_PAF", person(self.LCA, event("public_access_file", ready, employer="acme")), "2026-12-01")
        assert finding.state == "completed"
        assert ("late" in finding.message) is late

    def test_kept_for_a_year_after_the_job(self) -> None:
        ready = event("public_access_file", "2026-11-25")
        who = person(self.LCA, ready, *job("Acme", "2027-01-01", "2028-02-29"))
        kept = [
            [each.state for each in found("LCA_PAF", who, when)] for when in ("2029-02-27", "2029-02-28", "2029-03-01")
        ]
        assert kept == [["completed", "upcoming"], ["completed", "upcoming"], ["completed"]]

    def test_not_while_the_job_lasts(self) -> None:
        who = person(self.LCA, event("public_access_file", "2026-11-25"), *job("Acme", "2027-01-01", "2028-02-29"))
        assert states("LCA_PAF", who, "2028-02-28", "2028-02-29") == ["completed", "completed"]
