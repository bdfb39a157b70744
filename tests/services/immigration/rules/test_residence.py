"""Permanent residents."""

import pytest

from tests.services.immigration.rules.people import around, day, event, found, one, person, states, status

CARD = status("green_card", "2024-06-15", "2026-06-15", "CONDITIONAL_LPR")
RESIDENT = status("green_card", "2020-06-15", "2030-06-15")


class TestI751Window:
    def test_the_90_days_before_the_second_anniversary(self) -> None:
        assert around("I751_WINDOW", person(CARD), "2026-03-17") == ["upcoming", "due", "due"]
        assert around("I751_WINDOW", person(CARD), "2026-06-15") == ["due", "due", "violated"]

    @pytest.mark.parametrize(
        ("filed", "state"),
        [
            *(("2026-03-16", "violated"), ("2026-03-17", "completed"), ("2026-03-18", "completed")),
            *(("2026-06-14", "completed"), ("2026-06-15", "completed"), ("2026-06-16", "violated")),
        ],
    )
    def test_filed(self, filed: str, state: str) -> None:
        assert states("I751_WINDOW", person(CARD, event("filing", filed, form="I-751")), "2026-06-20") == [state]

    def test_filed_again_after_it_was_rejected(self) -> None:
        early = (
            event("filing", "2026-03-01", form="I-751"),
            event("decision", "2026-03-10", form="I-751", outcome="rejected"),
        )
        again = event("filing", "2026-03-20", form="I-751")
        assert states("I751_WINDOW", person(CARD, *early), "2026-03-18") == ["due"]
        assert states("I751_WINDOW", person(CARD, *early, again), "2026-03-21") == ["completed"]

    def test_since_a_29_february(self) -> None:
        who = person(status("green_card", "2024-02-29", "2026-02-28", "CONDITIONAL_LPR"))
        assert around("I751_WINDOW", who, "2025-12-01") == ["upcoming", "due", "due"]
        assert around("I751_WINDOW", who, "2026-02-28") == ["due", "due", "violated"]

    def test_not_without_conditions(self) -> None:
        assert not found("I751_WINDOW", person(RESIDENT), "2022-06-01")
        assert not found(
            "I751_WINDOW", person(CARD, status("green_card", "2026-05-01", "2036-05-01", "LPR")), "2026-06-20"
        )


class TestI90Window:
    def test_the_last_six_months(self) -> None:
        assert around("I90_WINDOW", person(RESIDENT), "2029-12-15") == ["upcoming", "due", "due"]
        assert around("I90_WINDOW", person(RESIDENT), "2030-06-15") == ["due", "due", "violated"]

    def test_residence_does_not_end_with_the_card(self) -> None:
        assert "residence did not" in one("I90_WINDOW", person(RESIDENT), "2030-06-16").message

    def test_filed(self) -> None:
        who = person(RESIDENT, event("filing", "2030-02-01", form="I-90"))
        assert around("I90_WINDOW", who, "2030-02-01") == ["due", "completed", "completed"]

    def test_a_newer_card(self) -> None:
        who = person(RESIDENT, status("green_card", "2030-05-01", "2040-05-01"))
        assert states("I90_WINDOW", who, "2030-06-20") == ["upcoming"]

    def test_not_for_conditional_residents(self) -> None:
        assert not found("I90_WINDOW", person(CARD), "2026-06-01")


class TestLprAbsence:
    AWAY = event("travel", "2025-03-01")

    def test_180_days_while_it_lasts(self) -> None:
        assert around("LPR_ABSENCE", person(RESIDENT, self.AWAY), "2025-08-28") == ["due", "due", "violated"]
        assert one("LPR_ABSENCE", person(RESIDENT, self.AWAY), "2025-08-28").computation.days == 180

    def test_a_year_needs_a_permit(self) -> None:
        messages = [
            one("LPR_ABSENCE", person(RESIDENT, self.AWAY), when).message
            for when in ("2026-02-28", "2026-03-01", "2026-03-02")
        ]
        assert ["re-entry permit" in message for message in messages] == [False, False, True]
        permitted = person(RESIDENT, event("travel", "2025-03-01", reentry_permit=True))
        assert "re-entry permit" not in one("LPR_ABSENCE", permitted, "2026-03-02").message

    @pytest.mark.parametrize(
        ("back", "state"), [("2025-08-27", "quiet"), ("2025-08-28", "quiet"), ("2025-08-29", "info")]
    )
    def test_once_it_is_over(self, back: str, state: str) -> None:
        assert states(
            "LPR_ABSENCE", person(RESIDENT, event("travel", "2025-03-01", returned_on=back)), "2025-10-01"
        ) == [state]

    @pytest.mark.parametrize(("back", "state"), [("2025-08-28", "quiet"), ("2025-08-29", "due")])
    def test_while_it_is_planned(self, back: str, state: str) -> None:
        trip = event("travel", "2025-03-01", returned_on=back, planned=True)
        assert states("LPR_ABSENCE", person(RESIDENT, trip), "2025-02-01") == [state]
        assert states("LPR_ABSENCE", person(RESIDENT, trip), "2025-03-01") == ["quiet"]

    def test_of_the_time_as_a_resident_only(self) -> None:
        assert not found(
            "LPR_ABSENCE", person(RESIDENT, event("travel", "2019-01-01", returned_on="2020-06-01")), "2025-01-01"
        )


class TestN400Early:
    def test_90_days_before_five_years(self) -> None:
        assert around("N400_EARLY", person(RESIDENT), "2025-03-17") == ["upcoming", "info", "info"]

    def test_or_three_in_marriage_with_a_citizen(self) -> None:
        married = event("marriage", "2019-06-01", spouse_is_citizen=True)
        assert around("N400_EARLY", person(RESIDENT, married), "2023-03-17") == ["upcoming", "info", "info"]
        later = event("marriage", "2021-06-01", spouse_is_citizen=True)
        assert around("N400_EARLY", person(RESIDENT, later), "2024-03-03") == ["upcoming", "info", "info"]
        naturalized = event("marriage", "2019-06-01", spouse_is_citizen=True, spouse_citizen_since="2021-06-01")
        assert around("N400_EARLY", person(RESIDENT, naturalized), "2024-03-03") == ["upcoming", "info", "info"]

    def test_while_it_lasts(self) -> None:
        married = event("marriage", "2019-06-01", spouse_is_citizen=True)
        over = event("marriage_end", "2023-06-01")
        assert states("N400_EARLY", person(RESIDENT, married, over), "2023-05-31", "2023-06-01") == ["info", "upcoming"]
        foreign = event("marriage", "2019-06-01", spouse_is_citizen=False)
        assert states("N400_EARLY", person(RESIDENT, foreign), "2023-05-31") == ["upcoming"]

    @pytest.mark.parametrize(
        ("filed", "state"), [("2025-03-16", "violated"), ("2025-03-17", "completed"), ("2025-03-18", "completed")]
    )
    def test_filed(self, filed: str, state: str) -> None:
        assert states("N400_EARLY", person(RESIDENT, event("filing", filed, form="N-400")), "2025-04-01") == [state]

    def test_since_a_29_february(self) -> None:
        """Five years are full on 1 March."""
        assert one("N400_EARLY", person(status("green_card", "2020-02-29")), "2024-01-01").due_date == day("2024-12-01")

    def test_counted_from_the_first_card_also_a_conditional_one(self) -> None:
        who = person(CARD, status("green_card", "2026-05-01", "2036-05-01", "LPR"))
        assert one("N400_EARLY", who, "2026-06-01").due_date == day("2029-03-17")
