"""The STEM OPT extension."""

from typing import Any

import pytest

from services.immigration.rules.facts import EventFacts, PersonFacts
from tests.services.immigration.rules.people import around, day, event, found, job, one, person, states, status

OPT = status("f1_opt", "2026-06-01", "2027-05-31")
STEM = status("f1_stem_opt", "2027-06-01", "2029-05-31")
DEGREE = event("program_end", "2026-05-15", level="master", stem=True)


class TestStemApplyWindow:
    def test_from_90_days_before_the_permit_expires_to_that_day(self) -> None:
        assert around("STEM_APPLY_WINDOW", person(OPT, DEGREE), "2027-03-02") == ["upcoming", "due", "due"]
        assert around("STEM_APPLY_WINDOW", person(OPT, DEGREE), "2027-05-31") == ["due", "due", "violated"]

    @pytest.mark.parametrize(
        ("filed", "state"),
        [
            *(("2027-03-01", "violated"), ("2027-03-02", "completed"), ("2027-03-03", "completed")),
            *(("2027-05-30", "completed"), ("2027-05-31", "completed"), ("2027-06-01", "violated")),
        ],
    )
    def test_filed(self, filed: str, state: str) -> None:
        who = person(OPT, DEGREE, event("filing", filed, form="I-765", category="C03C"))
        assert states("STEM_APPLY_WINDOW", who, "2027-06-02") == [state]

    def test_30_days_from_the_recommendation_are_safe_and_60_the_limit(self) -> None:
        who = person(OPT, event("dso_recommendation", "2027-03-05", training="stem_opt"))
        assert one("STEM_APPLY_WINDOW", who, "2027-04-04").due_date == day("2027-04-04")
        assert one("STEM_APPLY_WINDOW", who, "2027-04-05").due_date == day("2027-05-04")
        assert around("STEM_APPLY_WINDOW", who, "2027-05-04") == ["due", "due", "violated"]

    def test_who_has_not_said_that_it_is_stem_is_told_and_not_urged(self) -> None:
        assert around("STEM_APPLY_WINDOW", person(OPT), "2027-05-31") == ["info", "info", "quiet"]

    def test_another_degree_has_none(self) -> None:
        assert not found("STEM_APPLY_WINDOW", person(OPT, event("program_end", "2026-05-15", stem=False)), "2027-05-01")


class TestStemLength:
    @pytest.mark.parametrize(("ends", "many"), [("2029-05-30", 0), ("2029-05-31", 0), ("2029-06-01", 1)])
    def test_24_months(self, ends: str, many: int) -> None:
        assert len(found("STEM_LENGTH", person(OPT, status("f1_stem_opt", "2027-06-01", ends)), "2028-01-01")) == many

    FIRST = (event("program_end", "2020-05-15", level="bachelor"), status("f1_stem_opt", "2021-06-01", "2023-05-31"))

    @pytest.mark.parametrize(
        ("level", "state"), [("associate", "violated"), ("bachelor", "violated"), ("master", "quiet")]
    )
    def test_a_second_one_at_a_higher_level(self, level: str, state: str) -> None:
        who = person(*self.FIRST, event("program_end", "2026-05-15", level=level), STEM)
        assert states("STEM_LENGTH", who, "2027-06-01") == [state]

    def test_no_third(self) -> None:
        second = status("f1_stem_opt", "2024-06-01", "2026-05-31")
        degrees = [
            event("program_end", f"{year}-05-15", level=level)
            for year, level in ((2023, "master"), (2026, "doctorate"))
        ]
        who = person(*self.FIRST, *degrees, second, STEM)
        assert around("STEM_LENGTH", who, "2027-06-01") == ["quiet", "violated", "violated"]

    @pytest.mark.parametrize("lacks", ["e_verify", "training_plan"])
    def test_e_verify_and_a_training_plan(self, lacks: str) -> None:
        without = event("employment_start", "2027-06-01", **{"employer": "Acme", lacks: False})
        who = person(STEM, without, event("employment_end", "2027-09-01", employer="Acme"))
        assert around("STEM_LENGTH", who, "2027-09-01") == ["violated", "violated", "quiet"]
        has_it = event("employment_start", "2027-06-01", **{"employer": "Acme", lacks: True})
        assert not found("STEM_LENGTH", person(STEM, has_it), "2027-07-01")


class TestStemValidation:
    def of(self, who: PersonFacts, months: int, when: str) -> str:
        findings = found("STEM_VALIDATION", who, when)
        (finding,) = [each for each in findings if f"after {months} months" in each.message]
        return finding.state

    @pytest.mark.parametrize(
        ("months", "due"), [(6, "2027-12-01"), (12, "2028-06-01"), (18, "2028-12-01"), (24, "2029-05-31")]
    )
    def test_every_six_months(self, months: int, due: str) -> None:
        """The last falls on the last day, which is a day sooner."""
        finding = [each for each in found("STEM_VALIDATION", person(STEM), due) if each.due_date == day(due)]
        assert [each.state for each in finding] == ["due"]
        assert (
            self.of(person(STEM), months, str(day(due).replace(day=2)) if months < 24 else "2029-06-01") == "violated"
        )

    def test_done(self) -> None:
        for done, late in (("2027-11-01", ""), ("2027-12-01", ""), ("2027-12-02", ", 1 day late")):
            who = person(STEM, event("stem_validation", done))
            assert self.of(who, 6, "2027-12-03") == "completed"
            finding = next(each for each in found("STEM_VALIDATION", who, "2027-12-03") if each.state == "completed")
            assert finding.message.endswith(f"on {done}{late}.")

    def test_one_that_is_too_early_or_belongs_to_the_next_does_not_count(self) -> None:
        assert self.of(person(STEM, event("stem_validation", "2027-10-31")), 6, "2027-12-02") == "violated"
        assert self.of(person(STEM, event("stem_validation", "2028-05-02")), 6, "2028-05-03") == "violated"
        assert self.of(person(STEM, event("stem_validation", "2028-05-02")), 12, "2028-05-03") == "completed"

    def test_what_falls_after_the_end_is_not_owed(self) -> None:
        short = status("f1_stem_opt", "2027-06-01", "2028-05-01")
        assert len(found("STEM_VALIDATION", person(short), "2027-07-01")) == 1

    def test_not_on_opt(self) -> None:
        assert not found("STEM_VALIDATION", person(OPT), "2026-12-01")


class TestStemI983Eval:
    def test_the_first_within_a_year_and_ten_days(self) -> None:
        assert around("STEM_I983_EVAL", person(STEM), "2028-06-11") == ["due", "due", "violated"]

    @pytest.mark.parametrize(
        ("done", "words"), [("2028-05-20", "in advance"), ("2028-06-11", "after 10 days"), ("2028-06-12", "1 day late")]
    )
    def test_done(self, done: str, words: str) -> None:
        finding = one("STEM_I983_EVAL", person(STEM, event("i983_evaluation", done)), "2028-07-01")
        assert finding.state == "completed"
        assert words in finding.message

    def final(self, when: str, *more: EventFacts[Any]) -> str:
        who = person(STEM, *job("Acme", "2027-06-01", "2028-01-31"), *more)
        (finding,) = [each for each in found("STEM_I983_EVAL", who, when) if "final" in each.message]
        return finding.state

    def test_a_final_one_after_each_job(self) -> None:
        assert [self.final(f"2028-02-{number}") for number in ("09", "10", "11")] == ["due", "due", "violated"]
        elsewhere = event("i983_evaluation", "2028-02-05", final=True, employer="Bolt")
        assert self.final("2028-02-11", elsewhere) == "violated"
        assert self.final("2028-02-11", event("i983_evaluation", "2028-02-05", final=True)) == "completed"

    def test_and_at_the_end_of_stem_opt(self) -> None:
        who = person(STEM, *job("Acme", "2027-06-01"), event("i983_evaluation", "2028-06-01"))
        finals = [found("STEM_I983_EVAL", who, when)[-1].state for when in ("2029-06-09", "2029-06-10", "2029-06-11")]
        assert finals == ["due", "due", "violated"]


class TestStemMaterialChange:
    def change(self, kind: str) -> EventFacts[Any]:
        return event("employment_change", "2027-09-01", employer="Acme", change=kind)

    @pytest.mark.parametrize("kind", ["ein", "pay_cut", "hours_cut", "duties"])
    def test_an_amended_plan_within_ten_days(self, kind: str) -> None:
        assert around("STEM_MATERIAL_CHANGE", person(STEM, self.change(kind)), "2027-09-11") == [
            "due",
            "due",
            "violated",
        ]

    def test_other_changes_need_none(self) -> None:
        assert not found("STEM_MATERIAL_CHANGE", person(STEM, self.change("other")), "2027-09-12")

    def test_nor_do_changes_on_opt(self) -> None:
        change = event("employment_change", "2027-05-31", employer="Acme", change="duties")
        assert not found("STEM_MATERIAL_CHANGE", person(OPT, STEM, change), "2027-07-01")

    def test_reported(self) -> None:
        report = event("report", "2027-09-07", subject="training_plan", to="dso")
        finding = one("STEM_MATERIAL_CHANGE", person(STEM, self.change("ein"), report), "2027-09-12")
        assert finding.state == "completed"
        assert finding.message.endswith("after 6 days; 10 days are allowed.")


class TestStemEmployerTermination:
    def test_five_business_days(self) -> None:
        """Thursday to Thursday, and one more day for Labor Day."""
        who = person(STEM, *job("Acme", "2027-06-01", "2027-08-19"))
        assert around("STEM_EMPLOYER_TERMINATION", who, "2027-08-26") == ["due", "due", "violated"]
        who = person(STEM, *job("Acme", "2027-06-01", "2027-09-02"))
        assert around("STEM_EMPLOYER_TERMINATION", who, "2027-09-10") == ["due", "due", "violated"]

    def test_the_report_of_the_employer_counts(self) -> None:
        ended = job("Acme", "2027-06-01", "2027-08-19")
        by_student = event("report", "2027-08-20", subject="employment_end", to="dso")
        by_employer = event("report", "2027-08-27", subject="employment_end", to="dso", by_employer=True)
        assert states("STEM_EMPLOYER_TERMINATION", person(STEM, *ended, by_student), "2027-08-27") == ["violated"]
        finding = one("STEM_EMPLOYER_TERMINATION", person(STEM, *ended, by_employer), "2027-08-27")
        assert finding.state == "completed"
        assert finding.message.endswith("5 business days were allowed, so it was 1 day late.")

    def test_not_on_opt(self) -> None:
        assert not found(
            "STEM_EMPLOYER_TERMINATION", person(OPT, *job("Acme", "2026-06-01", "2026-08-19")), "2026-09-19"
        )


class TestStem180:
    FILED = event("filing", "2027-05-31", form="I-765", category="C03C")

    def test_180_days_past_the_permit_while_it_is_pending(self) -> None:
        assert around("STEM_180", person(OPT, self.FILED), "2027-05-31") == ["quiet", "due", "due"]
        assert around("STEM_180", person(OPT, self.FILED), "2027-11-27") == ["due", "due", "violated"]

    def test_filed_late_it_allows_nothing(self) -> None:
        late = event("filing", "2027-06-01", form="I-765", category="C03C")
        assert not found("STEM_180", person(OPT, late), "2027-06-02")

    def test_it_ends_with_the_decision(self) -> None:
        denied = event("decision", "2027-08-01", form="I-765", outcome="denied")
        assert around("STEM_180", person(OPT, self.FILED, denied), "2027-08-01") == ["due", "quiet", "quiet"]
