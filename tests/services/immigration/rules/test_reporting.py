"""What must be told to somebody within some days."""

import pytest

from services.immigration.rules.findings import ladder_step
from tests.services.immigration.rules.people import around, day, event, found, job, one, person, states, status

STUDY = status("f1", "2022-08-01", "2027-05-15")
MOVE = event("address_change", "2026-03-02")


class TestSevis10day:
    @pytest.mark.parametrize("kind", ["address_change", "name_change"])
    @pytest.mark.parametrize("as_what", ["f1", "f1_opt", "f1_stem_opt", "j1"])
    def test_a_move_or_another_name(self, kind: str, as_what: str) -> None:
        who = person(status(as_what, "2025-08-01", "2027-05-15"), event(kind, "2026-03-02"))
        assert around("SEVIS_10DAY", who, "2026-03-12") == ["due", "due", "violated"]

    def test_reported_after_six_days(self) -> None:
        who = person(STUDY, MOVE, event("report", "2026-03-08", subject="address", to="dso"))
        assert around("SEVIS_10DAY", who, "2026-03-08") == ["due", "completed", "completed"]
        finding = one("SEVIS_10DAY", who, "2026-04-01")
        assert finding.message == "The move of 2026-03-02 was reported to the DSO after 6 days; 10 days are allowed."
        assert finding.computation.steps == ("2026-03-02 + 10 days = 2026-03-12",)
        assert (finding.computation.days, ladder_step(finding, day("2026-04-01"))) == (6, None)

    @pytest.mark.parametrize(("when", "late"), [("2026-03-12", False), ("2026-03-13", True)])
    def test_reported_late_is_done_and_said(self, when: str, late: bool) -> None:
        finding = one(
            "SEVIS_10DAY", person(STUDY, MOVE, event("report", when, subject="address", to="dso")), "2026-04-01"
        )
        assert finding.state == "completed"
        assert ("1 day late" in finding.message) is late

    def test_reported_to_somebody_else_or_about_something_else(self) -> None:
        for report in ({"subject": "address", "to": "uscis"}, {"subject": "name", "to": "dso"}):
            assert states(
                "SEVIS_10DAY", person(STUDY, MOVE, event("report", "2026-03-08", **report)), "2026-03-13"
            ) == ["violated"]

    def test_a_report_before_the_move_counts_if_it_names_its_day(self) -> None:
        named = event("report", "2026-02-20", subject="address", to="dso", change_date="2026-03-02")
        other = event("report", "2026-03-08", subject="address", to="dso", change_date="2026-01-02")
        unnamed = event("report", "2026-02-20", subject="address", to="dso")
        assert [states("SEVIS_10DAY", person(STUDY, MOVE, each), "2026-03-13") for each in (named, other, unnamed)] == [
            ["completed"],
            ["violated"],
            ["violated"],
        ]

    def test_jobs_on_opt_only(self) -> None:
        work = job("Acme", "2026-03-02", "2026-06-30")
        opt = person(status("f1_opt", "2026-01-01", "2026-12-31"), *work)
        assert [each.state for each in found("SEVIS_10DAY", opt, "2026-07-10")] == ["violated", "due"]
        assert [each.state for each in found("SEVIS_10DAY", opt, "2026-07-11")] == ["violated", "violated"]
        assert not found("SEVIS_10DAY", person(STUDY, *work), "2026-07-11")

    def test_exchange_visitors_tell_their_sponsor(self) -> None:
        visit = status("j1", "2025-08-01", "2027-05-15")
        told = event("report", "2026-03-08", subject="address", to="sponsor")
        assert states("SEVIS_10DAY", person(visit, MOVE, told), "2026-03-13") == ["completed"]

    def test_not_of_the_time_before(self) -> None:
        assert not found(
            "SEVIS_10DAY", person(status("h4", "2020-01-01"), STUDY, event("name_change", "2022-07-31")), "2026-01-01"
        )


class TestAr11:
    @pytest.mark.parametrize("as_what", ["h1b", "green_card", "asylum", "tps", "f1", "j1"])
    def test_within_ten_days(self, as_what: str) -> None:
        who = person(status(as_what, "2025-01-01"), MOVE)
        assert around("AR11", who, "2026-03-12") == ["due", "due", "violated"]

    def test_reported(self) -> None:
        who = person(status("h1b", "2025-01-01"), MOVE, event("report", "2026-03-08", subject="address", to="uscis"))
        finding = one("AR11", who, "2026-03-13")
        assert (
            finding.message
            == "The move of 2026-03-02 was reported to USCIS (Form AR-11) after 6 days; 10 days are allowed."
        )

    def test_a_student_tells_the_dso_and_a_worker_does_not(self) -> None:
        told = event("report", "2026-03-08", subject="address", to="dso")
        assert states("AR11", person(STUDY, MOVE, told), "2026-03-13") == ["completed"]
        assert states("AR11", person(status("h1b", "2025-01-01"), MOVE, told), "2026-03-13") == ["violated"]
        assert states("AR11", person(status("j1", "2025-01-01"), MOVE, told), "2026-03-13") == ["violated"]

    @pytest.mark.parametrize("code", ["A", "G", "WT", "WB"])
    def test_diplomats_and_the_visa_waiver_need_not(self, code: str) -> None:
        assert not found("AR11", person(status("other", "2026-01-01", code=code), MOVE), "2026-03-13")

    def test_nor_do_citizens(self) -> None:
        assert not found("AR11", person(status("citizen", "2026-01-01"), MOVE), "2026-03-13")
        assert not found(
            "AR11", person(status("green_card", "2020-01-01"), status("citizen", "2026-03-20"), MOVE), "2026-03-21"
        )

    def test_nor_is_it_known_of_somebody_without_a_status(self) -> None:
        assert not found("AR11", person(MOVE), "2026-03-13")
