"""Optional practical training after a degree."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.immigration.rules.facts import EventFacts
from services.immigration.rules.findings import ladder_step
from tests.services.immigration.rules.people import around, day, event, found, job, one, person, states, status

STUDY = status("f1", "2022-08-01", "2026-05-15")
OPT = status("f1_opt", "2026-06-01", "2027-05-31")
STEM = status("f1_stem_opt", "2027-06-01", "2029-05-31")


class TestOptApplyWindow:
    def test_opens_90_days_before_and_closes_60_after(self) -> None:
        assert around("OPT_APPLY_WINDOW", person(STUDY), "2026-02-14") == ["upcoming", "due", "due"]
        assert around("OPT_APPLY_WINDOW", person(STUDY), "2026-07-14") == ["due", "due", "violated"]

    @pytest.mark.parametrize(
        ("filed", "state"),
        [
            *(("2026-02-13", "violated"), ("2026-02-14", "completed"), ("2026-02-15", "completed")),
            *(("2026-07-13", "completed"), ("2026-07-14", "completed"), ("2026-07-15", "violated")),
        ],
    )
    def test_filed(self, filed: str, state: str) -> None:
        who = person(STUDY, event("filing", filed, form="I-765", category="(c)(3)(B)"))
        assert states("OPT_APPLY_WINDOW", who, "2026-07-20") == [state]

    def test_within_30_days_of_the_recommendation(self) -> None:
        who = person(STUDY, event("dso_recommendation", "2026-03-02", training="opt"))
        assert around("OPT_APPLY_WINDOW", who, "2026-04-01") == ["due", "due", "violated"]
        filed = event("filing", "2026-04-02", form="I-765", category="C03B")
        late = person(STUDY, event("dso_recommendation", "2026-03-02", training="opt"), filed)
        assert "1 day after 2026-04-01" in one("OPT_APPLY_WINDOW", late, "2026-04-02").message

    def test_a_later_recommendation_opens_it_again(self) -> None:
        advice = [event("dso_recommendation", each, training="opt") for each in ("2026-03-02", "2026-05-01")]
        assert one("OPT_APPLY_WINDOW", person(STUDY, *advice), "2026-05-02").due_date == day("2026-05-31")

    def test_not_on_opt(self) -> None:
        assert not found("OPT_APPLY_WINDOW", person(STUDY, OPT), "2026-06-01")


class TestOptLength:
    @pytest.mark.parametrize(("ends", "many"), [("2027-05-30", 0), ("2027-05-31", 0), ("2027-06-01", 1)])
    def test_twelve_months(self, ends: str, many: int) -> None:
        assert len(found("OPT_LENGTH", person(status("f1_opt", "2026-06-01", ends)), "2026-07-01")) == many

    @pytest.mark.parametrize(("ends", "many"), [("2025-01-31", 0), ("2025-02-01", 1)])
    def test_two_periods_of_one_level_add_up(self, ends: str, many: int) -> None:
        degree = event("program_end", "2023-12-15", level="master")
        first, second = status("f1_opt", "2024-01-01", "2024-06-30"), status("f1_opt", "2024-08-01", ends)
        assert len(found("OPT_LENGTH", person(degree, first, second), "2024-09-01")) == many

    def test_each_level_has_its_own(self) -> None:
        degrees = (
            event("program_end", "2022-05-15", level="bachelor"),
            event("program_end", "2026-05-15", level="master"),
        )
        who = person(*degrees, status("f1_opt", "2022-06-01", "2023-05-31"), OPT)
        assert not found("OPT_LENGTH", who, "2026-07-01")


class TestOptUnemployment:
    def test_counted_from_the_first_day_of_the_permit(self) -> None:
        who = person(OPT)
        assert one("OPT_UNEMPLOYMENT", who, "2026-06-01").computation.days == 1
        assert around("OPT_UNEMPLOYMENT", who, "2026-06-01") == ["quiet", "due", "due"]

    def test_ninety_days_are_allowed(self) -> None:
        assert around("OPT_UNEMPLOYMENT", person(OPT), "2026-08-29") == ["due", "due", "violated"]
        last = one("OPT_UNEMPLOYMENT", person(OPT), "2026-08-29")
        assert (last.computation.days, last.days_left, ladder_step(last, day("2026-08-29"))) == (90, 0, 0)
        over = one("OPT_UNEMPLOYMENT", person(OPT), "2026-09-04")
        assert (over.due_date, over.days_left, over.computation.days) == (day("2026-08-29"), -6, 96)

    def test_shows_every_gap(self) -> None:
        who = person(OPT, *job("Acme", "2026-06-11", "2026-07-10"), *job("Bolt", "2026-07-21"))
        finding = one("OPT_UNEMPLOYMENT", who, "2026-09-01")
        assert finding.state == "info"
        assert finding.computation.steps == (
            "without a job 2026-06-01 to 2026-06-10: 10 days",
            "without a job 2026-07-11 to 2026-07-20: 10 days",
            "20 days in all, 90 are allowed",
        )

    def test_total_and_not_in_a_row(self) -> None:
        who = person(OPT, *job("Acme", "2026-07-31", "2026-09-30"))
        assert around("OPT_UNEMPLOYMENT", who, "2026-10-30") == ["due", "due", "violated"]

    def test_jobs_at_once_count_once(self) -> None:
        jobs = [*job("Acme", "2026-06-11", "2026-07-10"), *job("Bolt", "2026-07-01", "2026-07-20")]
        assert one("OPT_UNEMPLOYMENT", person(OPT, *jobs), "2026-07-25").computation.days == 15

    @pytest.mark.parametrize(("hours", "days"), [(19, 30), (20, 0), (21, 0)])
    def test_a_job_of_fewer_hours_does_not_count(self, hours: int, days: int) -> None:
        who = person(OPT, *job("Acme", "2026-06-01", hours_per_week=hours))
        assert one("OPT_UNEMPLOYMENT", who, "2026-06-30").computation.days == days

    def test_nor_does_it_once_hours_are_cut(self) -> None:
        cut = event("employment_change", "2026-06-11", employer="ACME ", change="hours_cut", hours_per_week=10)
        who = person(OPT, *job("Acme", "2026-06-01", hours_per_week=40), cut)
        assert one("OPT_UNEMPLOYMENT", who, "2026-06-30").computation.days == 20

    def test_days_abroad_count(self) -> None:
        who = person(OPT, event("travel", "2026-06-05", returned_on="2026-06-25"))
        assert one("OPT_UNEMPLOYMENT", who, "2026-06-30").computation.days == 30

    def test_150_with_stem_opt(self) -> None:
        """Sixty days on OPT, then none at work since the first day of STEM OPT: its ninetieth is the last."""
        who = person(OPT, STEM, *job("Acme", "2026-06-01", "2027-04-01"))
        assert around("OPT_UNEMPLOYMENT", who, "2027-08-29") == ["due", "due", "violated"]

    def test_but_no_more_than_90_before_it(self) -> None:
        kept = person(OPT, STEM, *job("Acme", "2026-08-30"))
        lost = person(OPT, STEM, *job("Acme", "2026-08-31"))
        assert states("OPT_UNEMPLOYMENT", kept, "2027-06-02") == ["info"]
        assert states("OPT_UNEMPLOYMENT", lost, "2027-06-02") == ["violated"]

    def test_opt_at_another_level_begins_anew(self) -> None:
        first = status("f1_opt", "2022-06-01", "2023-05-31")
        assert one("OPT_UNEMPLOYMENT", person(first, OPT), "2026-06-10").computation.days == 10

    def test_without_an_end_on_record(self) -> None:
        who = person(status("f1_opt", "2026-06-01"), status("f1_opt", "2026-06-02"))
        assert one("OPT_UNEMPLOYMENT", who, "2026-06-10").computation.days == 10

    def test_nothing_counts_after_the_end(self) -> None:
        who = person(OPT, *job("Acme", "2026-06-01", "2027-05-26"))
        assert one("OPT_UNEMPLOYMENT", who, "2027-06-30").computation.days == 5


DAYS = st.dates(date(2026, 5, 1), date(2027, 7, 1))
JOBS = st.lists(st.tuples(DAYS, st.integers(0, 200), st.sampled_from([None, 10, 20, 40])), max_size=6)


def held(spans: list[tuple[date, int, int | None]]) -> list[EventFacts[Any]]:
    return [
        each
        for number, (start, length, hours) in enumerate(spans)
        for each in job(f"Employer {number}", start, start + timedelta(days=length), hours_per_week=hours)
    ]


def used(spans: list[tuple[date, int, int | None]], as_of: date) -> int:
    events = held(spans)
    finding = one("OPT_UNEMPLOYMENT", person(OPT, *events), as_of)
    return finding.computation.days or 0


class TestCounting:
    @given(JOBS, st.dates(date(2026, 6, 1), date(2027, 5, 31)))
    @settings(deadline=None)
    def test_is_that_of_single_days(self, spans: list[tuple[date, int, int | None]], as_of: date) -> None:
        def works(when: date) -> bool:
            return any(
                start <= when <= start + timedelta(days=length) and (hours is None or hours >= 20)
                for start, length, hours in spans
            )

        opt = [date(2026, 6, 1) + timedelta(days=offset) for offset in range((as_of - date(2026, 6, 1)).days + 1)]
        assert used(spans, as_of) == sum(not works(when) for when in opt)

    @given(JOBS, JOBS, st.dates(date(2026, 6, 1), date(2027, 5, 31)))
    @settings(deadline=None)
    def test_another_job_never_adds_to_it(
        self, spans: list[tuple[date, int, int | None]], more: list[tuple[date, int, int | None]], as_of: date
    ) -> None:
        assert used([*spans, *more], as_of) <= used(spans, as_of)

    @given(JOBS, st.dates(date(2026, 6, 1), date(2027, 5, 30)))
    @settings(deadline=None)
    def test_a_day_adds_one_at_most(self, spans: list[tuple[date, int, int | None]], as_of: date) -> None:
        assert 0 <= used(spans, as_of + timedelta(days=1)) - used(spans, as_of) <= 1


class TestOptHours:
    @pytest.mark.parametrize(("hours", "state"), [(19, "violated"), (19.5, "violated"), (20, "quiet"), (21, "quiet")])
    def test_twenty_a_week(self, hours: float, state: str) -> None:
        who = person(OPT, *job("Acme", "2026-06-10", hours_per_week=hours))
        assert states("OPT_HOURS", who, "2026-07-01") == [state]

    def test_while_the_job_lasts(self) -> None:
        who = person(OPT, *job("Acme", "2026-06-10", "2026-08-01", hours_per_week=10))
        assert around("OPT_HOURS", who, "2026-06-10") == ["quiet", "violated", "violated"]
        assert around("OPT_HOURS", who, "2026-08-01") == ["violated", "violated", "quiet"]

    def test_a_second_one_may_have_fewer_on_opt_only(self) -> None:
        first, second = job("Acme", "2026-06-10", hours_per_week=30), job("Bolt", "2026-06-10", hours_per_week=10)
        assert not found("OPT_HOURS", person(OPT, *first, *second), "2026-07-01")
        assert "Bolt" in one("OPT_HOURS", person(OPT, STEM, *first, *second), "2027-07-01").message
