"""The longest that workers may stay."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.immigration.rules.facts import Case, EventFacts, PersonFacts
from services.immigration.rules.findings import ladder_step
from services.immigration.rules.vocabulary import Travel
from services.immigration.rules.work_limits import clock
from tests.services.immigration.rules.people import around, day, event, found, one, person, states, status

H1B = status("h1b", "2020-10-01", "2026-09-30")


def last_day(*things: object, when: str = "2026-01-01", rule: str = "H1B_6Y") -> str:
    who = person(*things)  # type: ignore[arg-type]
    return str(one(rule, who, when).due_date)


class TestH1b6y:
    def test_six_years_from_date_to_date(self) -> None:
        assert last_day(H1B) == "2026-09-30"
        assert around("H1B_6Y", person(H1B), "2026-09-30") == ["due", "due", "violated"]

    def test_from_a_29_february(self) -> None:
        assert last_day(status("h1b", "2024-02-29", "2027-02-28"), when="2026-01-01") == "2030-02-27"

    def test_warned_18_12_and_6_months_before(self) -> None:
        warned = [
            ladder_step(
                one("H1B_6Y", person(H1B), day("2026-09-30") - timedelta(days=left)),
                day("2026-09-30") - timedelta(days=left),
            )
            for left in (549, 548, 366, 365, 184, 183, 1, 0)
        ]
        assert warned == [None, 548, 548, 365, 365, 183, 183, 0]

    def test_whole_days_abroad_are_added(self) -> None:
        assert last_day(H1B, event("travel", "2023-05-01", returned_on="2023-05-11")) == "2026-10-09"
        assert last_day(H1B, event("travel", "2023-05-01", returned_on="2023-05-02")) == "2026-09-30"
        steps = one(
            "H1B_6Y", person(H1B, event("travel", "2023-05-01", returned_on="2023-05-11")), "2026-01-01"
        ).computation.steps
        assert steps == (
            "not counted 2023-05-02 to 2023-05-10: 9 days",
            "2020-10-01 + 6 years + 9 days - 1 day = 2026-10-09",
        )

    def test_trips_that_overlap_are_added_once(self) -> None:
        trips = (
            event("travel", "2023-05-01", returned_on="2023-05-11"),
            event("travel", "2023-05-05", returned_on="2023-05-15"),
        )
        assert last_day(H1B, *trips) == "2026-10-13"

    def test_a_trip_that_lasts_adds_what_has_passed(self) -> None:
        who = person(H1B, event("travel", "2025-12-01"))
        assert [str(one("H1B_6Y", who, each).due_date) for each in ("2025-12-01", "2025-12-02", "2025-12-31")] == [
            *("2026-09-30", "2026-10-01"),
            "2026-10-30",
        ]

    def test_a_planned_trip_adds_nothing(self) -> None:
        trip = event("travel", "2026-03-01", returned_on="2026-03-20", planned=True)
        assert [last_day(H1B, trip, when=when) for when in ("2026-01-01", "2026-04-01")] == ["2026-09-30", "2026-09-30"]

    @pytest.mark.parametrize("kind", ["l1", "h1b"])
    def test_time_in_h_or_l_counts(self, kind: str) -> None:
        assert last_day(status(kind, "2019-10-01", "2020-09-30"), H1B) == "2025-09-30"

    def test_time_in_h4_does_not(self) -> None:
        assert last_day(status("h4", "2019-10-01", "2020-09-30"), H1B) == "2026-09-30"
        between = status("h1b", "2018-10-01", "2019-09-30"), status("h4", "2019-10-01", "2020-09-30"), H1B
        assert last_day(*between) == "2025-10-01"  # 366 days between

    @pytest.mark.parametrize(
        ("back", "ends"), [("2022-03-01", "2027-09-29"), ("2022-03-02", "2028-03-01"), ("2022-03-03", "2028-03-02")]
    )
    def test_a_year_abroad_starts_it_anew(self, back: str, ends: str) -> None:
        assert last_day(H1B, event("travel", "2021-03-01", returned_on=back)) == ends

    def test_past_it_a_basis_for_more_makes_it_good_to_know(self) -> None:
        extended = status("h1b", "2026-10-01", "2027-09-30")
        perm = event("filing", "2025-01-15", form="ETA-9089")
        assert states("H1B_6Y", person(H1B, extended, perm), "2026-09-30", "2026-10-01") == ["due", "info"]
        assert states("H1B_6Y", person(H1B, extended), "2026-10-01") == ["violated"]

    def test_not_for_others(self) -> None:
        assert not found("H1B_6Y", person(H1B, status("green_card", "2025-01-01")), "2026-01-01")


STARTS = st.dates(date(2010, 1, 1), date(2024, 12, 31))
TRIPS = st.lists(st.tuples(st.dates(date(2009, 1, 1), date(2026, 12, 31)), st.none() | st.integers(0, 800)), max_size=6)


def travelled(trips: list[tuple[date, int | None]]) -> list[EventFacts[Travel]]:
    return [
        event("travel", left, returned_on=left + timedelta(days=days) if days is not None else None)
        for left, days in trips
    ]


def clocked(start: date, trips: list[tuple[date, int | None]], as_of: date) -> tuple[int, int] | None:
    """Days used and days not counted."""
    who: PersonFacts = person(status("h1b", start, start + timedelta(days=4000)), *travelled(trips))
    running = clock(Case(who, as_of), {"H1B"}, 1)
    return (running.used, sum(each.days for each in running.uncounted)) if running else None


class TestRecapture:
    @given(STARTS, TRIPS, st.integers(0, 2000))
    @settings(deadline=None)
    def test_is_never_negative_nor_more_than_there_was(
        self, start: date, trips: list[tuple[date, int | None]], later: int
    ) -> None:
        found = clocked(start, trips, start + timedelta(days=later))
        assert found is None or (found[0] >= 0 and 0 <= found[1] <= later + 1 and sum(found) <= later + 1)

    @given(STARTS, TRIPS, st.integers(0, 2000))
    @settings(deadline=None)
    def test_is_that_of_single_days(self, start: date, trips: list[tuple[date, int | None]], later: int) -> None:
        """While nobody was away for a year."""
        short = [(left, min(days or 0, 300)) for left, days in trips]
        as_of = start + timedelta(days=later)
        present = 0
        for offset in range(later + 1):
            when = start + timedelta(days=offset)
            present += not any(left < when < left + timedelta(days=days) for left, days in short)
        found = clocked(start, short, as_of)  # type: ignore[arg-type]
        assert found is not None
        assert found[0] == present

    @given(STARTS, TRIPS, st.integers(0, 2000))
    @settings(deadline=None)
    def test_a_trip_never_shortens_the_stay(
        self, start: date, trips: list[tuple[date, int | None]], later: int
    ) -> None:
        as_of = start + timedelta(days=later)
        without, found = clocked(start, [], as_of), clocked(start, trips, as_of)
        assert without is not None
        assert found is None or found[0] <= without[0]


class TestH1bBeyond6:
    @pytest.mark.parametrize("form", ["ETA-9089", "I-140"])
    def test_a_filing_of_365_days_ago(self, form: str) -> None:
        who = person(H1B, event("filing", "2025-01-15", form=form))
        assert around("H1B_BEYOND_6", who, "2026-01-15") == ["upcoming", "info", "info"]

    def test_one_that_failed_is_none(self) -> None:
        filed, denied = (
            event("filing", "2025-01-15", form="I-140"),
            event("decision", "2025-06-01", form="I-140", outcome="denied"),
        )
        assert around("H1B_BEYOND_6", person(H1B, filed, denied), "2025-06-01") == ["upcoming", "due", "due"]

    def test_an_approved_i140_allows_three_years(self) -> None:
        approved = event("decision", "2025-06-01", form="I-140", outcome="approved")
        who = person(H1B, event("filing", "2025-01-15", form="I-140"), approved)
        assert around("H1B_BEYOND_6", who, "2025-06-01") == ["upcoming", "info", "info"]
        assert "3 years" in one("H1B_BEYOND_6", who, "2025-06-01").message

    def test_a_year_abroad_moves_it(self) -> None:
        for back, due in (("2022-03-01", "2026-09-29"), ("2022-03-02", "2027-03-02")):
            assert last_day(H1B, event("travel", "2021-03-01", returned_on=back), rule="H1B_BEYOND_6") == due

    def test_without_one_it_is_due_365_days_before_the_last(self) -> None:
        assert around("H1B_BEYOND_6", person(H1B), "2025-09-30") == ["due", "due", "violated"]


class TestL1Max:
    @pytest.mark.parametrize(("code", "ends"), [("L1A", "2027-09-30"), ("L1B", "2025-09-30"), (None, "2025-09-30")])
    def test_seven_years_and_five(self, code: str | None, ends: str) -> None:
        who = person(status("l1", "2020-10-01", "2030-01-01", code))
        assert around("L1_MAX", who, ends) == ["due", "due", "violated"]

    def test_days_abroad_and_time_in_h(self) -> None:
        stay = status("l1", "2020-10-01", "2030-01-01", "L1A")
        trip = event("travel", "2023-05-01", returned_on="2023-05-11")
        assert last_day(stay, trip, rule="L1_MAX") == "2027-10-09"
        assert last_day(status("h1b", "2019-10-01", "2020-09-30"), stay, rule="L1_MAX") == "2026-09-30"

    def test_a_year_abroad_starts_it_anew(self) -> None:
        stay = status("l1", "2020-10-01", "2030-01-01", "L1B")
        for back, ends in (("2022-03-01", "2026-09-29"), ("2022-03-02", "2027-03-01")):
            assert last_day(stay, event("travel", "2021-03-01", returned_on=back), rule="L1_MAX") == ends

    def test_not_in_h1b(self) -> None:
        assert not found("L1_MAX", person(H1B), "2026-01-01")


@pytest.mark.parametrize(
    ("rule", "kind", "code", "years"),
    [
        ("O1_MAX", "o1", None, 3),
        ("TN_MAX", "tn", None, 3),
        ("E3_MAX", "other", "E3", 2),
        ("E3_MAX", "other", "H1B1", 1),
    ],
)
class TestGranted:
    """O1_MAX, TN_MAX and E3_MAX: what is given at a time."""

    def test_no_longer(self, rule: str, kind: str, code: str | None, years: int) -> None:
        anniversary = date(2024 + years, 5, 1)
        for ends, state in ((-1, "upcoming"), (0, "upcoming"), (1, "violated")):
            who = person(status(kind, "2024-05-01", anniversary + timedelta(days=ends), code))
            assert states(rule, who, "2024-06-01") == [state]

    def test_and_when_it_ends(self, rule: str, kind: str, code: str | None, years: int) -> None:
        ends = date(2024 + years, 4, 30)
        who = person(status(kind, "2024-05-01", ends, code))
        assert around(rule, who, ends) == ["due", "due", "violated"]

    def test_not_of_others(self, rule: str, kind: str, code: str | None, years: int) -> None:
        assert not found(
            rule, person(status(kind, "2024-05-01", "2025-04-30", code), H1B, status("h4", "2024-06-01")), "2024-07-01"
        )
