"""Passport, I-20 and visa on the day of the return."""

import pytest

from services.immigration.rules.findings import Severity
from services.immigration.rules.travel import six_month_exempt
from shared.states import ISO_3166
from tests.services.immigration.rules.people import around, event, found, one, person, states, status


class TestPassport6m:
    STAY = status("h1b", "2025-01-01", "2026-12-31")

    @pytest.mark.parametrize(("ends", "lacks"), [("2027-06-29", True), ("2027-06-30", False), ("2027-07-01", False)])
    def test_six_months_past_the_stay(self, ends: str, lacks: bool) -> None:
        """The 31st of June would be the 30th."""
        who = person(self.STAY, status("passport", "2017-07-01", ends, country="CHN"))
        assert bool(found("PASSPORT_6M", who, "2026-03-01")) is lacks

    @pytest.mark.parametrize(("ends", "lacks"), [("2026-12-30", True), ("2026-12-31", False), ("2027-01-01", False)])
    def test_to_its_end_for_a_country_on_the_list(self, ends: str, lacks: bool) -> None:
        who = person(self.STAY, status("passport", "2017-07-01", ends, country="IND"))
        assert bool(found("PASSPORT_6M", who, "2026-03-01")) is lacks

    def test_without_a_trip_it_is_good_to_know(self) -> None:
        who = person(self.STAY, status("passport", "2017-07-01", "2027-03-01", country="CHN"))
        finding = one("PASSPORT_6M", who, "2026-03-01")
        assert (finding.state, finding.due_date) == ("info", None)
        assert finding.computation.steps == (
            "2026-12-31 + 6 months = 2027-06-30",
            "2027-06-30 - 2027-03-01 = 121 days short",
        )

    def test_for_a_trip_it_is_due_before_the_departure(self) -> None:
        passport = status("passport", "2017-07-01", "2027-03-01", country="CHN")
        trip = event("travel", "2026-07-01", returned_on="2026-07-20", planned=True)
        assert around("PASSPORT_6M", person(self.STAY, passport, trip), "2026-07-01") == ["due", "due", "violated"]
        assert states("PASSPORT_6M", person(self.STAY, passport, trip), "2026-07-20", "2026-07-21") == [
            "violated",
            "info",
        ]

    @pytest.mark.parametrize(
        ("until", "state"), [("2026-08-31", "quiet"), ("2026-09-01", "quiet"), ("2026-09-02", "due")]
    )
    def test_the_stay_that_is_told_of_the_trip(self, until: str, state: str) -> None:
        passport = status("passport", "2017-07-01", "2027-03-01", country="CHN")
        trip = event("travel", "2026-07-01", returned_on="2026-07-20", planned=True, stay_until=until)
        assert states("PASSPORT_6M", person(self.STAY, passport, trip), "2026-06-01") == [state]

    def test_nationality_stands_in_for_the_country_of_the_passport(self) -> None:
        passport = status("passport", "2017-07-01", "2027-03-01")
        assert not found("PASSPORT_6M", person(self.STAY, passport, nationality="SWE"), "2026-03-01")
        assert found("PASSPORT_6M", person(self.STAY, passport, nationality="CHN"), "2026-03-01")

    def test_residents_are_admitted_without(self) -> None:
        passport = status("passport", "2017-07-01", "2026-07-01", country="CHN")
        assert not found("PASSPORT_6M", person(status("green_card", "2020-01-01"), passport), "2026-06-01")

    def test_the_list(self) -> None:
        listed = six_month_exempt()
        assert listed <= ISO_3166
        assert {"IND", "MEX", "PHL", "NGA", "VEN"} <= listed
        assert not {"CHN", "VNM", "IRN", "CUB", "DZA", "KWT", "GHA"} & listed


class TestPassportLimitsI94:
    def who(self, i94_ends: str, passport_ends: str = "2026-09-15") -> list[str]:
        things = (
            status("h1b", "2025-01-01", "2027-12-31"),
            status("i94", "2025-01-01", i94_ends),
            status("passport", "2016-09-16", passport_ends, country="IND"),
        )
        return states("PASSPORT_LIMITS_I94", person(*things), "2026-05-01")

    def test_an_i94_that_ends_with_the_passport(self) -> None:
        assert [self.who(ends) for ends in ("2026-09-14", "2026-09-15", "2026-09-16")] == [
            ["quiet"],
            ["due"],
            ["quiet"],
        ]

    def test_one_that_ends_with_the_status_is_not_cut(self) -> None:
        assert self.who("2027-12-31", "2027-12-31") == ["quiet"]

    def test_a_new_passport_does_not_lengthen_it(self) -> None:
        who = person(
            status("h1b", "2025-01-01", "2027-12-31"),
            status("i94", "2025-01-01", "2026-09-15"),
            status("passport", "2016-09-16", "2026-09-15", country="IND", current=False),
            status("passport", "2026-02-01", "2036-01-31", country="IND"),
        )
        assert around("PASSPORT_LIMITS_I94", who, "2026-09-15") == ["due", "due", "violated"]
        assert one("PASSPORT_LIMITS_I94", who, "2026-05-01").computation.days == 472


class TestI20TravelSig:
    TRIP = event("travel", "2026-06-01", returned_on="2026-07-01", planned=True)

    @pytest.mark.parametrize(
        ("signed", "state"), [("2025-06-30", "due"), ("2025-07-01", "quiet"), ("2025-07-02", "quiet")]
    )
    def test_twelve_months_while_studying(self, signed: str, state: str) -> None:
        who = person(status("f1", "2023-08-01", "2027-05-15"), event("travel_signature", signed), self.TRIP)
        assert states("I20_TRAVEL_SIG", who, "2026-05-01") == [state]

    @pytest.mark.parametrize("kind", ["f1_opt", "f1_stem_opt"])
    @pytest.mark.parametrize(
        ("signed", "state"), [("2025-12-31", "due"), ("2026-01-01", "quiet"), ("2026-01-02", "quiet")]
    )
    def test_six_months_on_opt(self, kind: str, signed: str, state: str) -> None:
        who = person(status(kind, "2025-08-01", "2026-07-31"), event("travel_signature", signed), self.TRIP)
        assert states("I20_TRAVEL_SIG", who, "2026-05-01") == [state]

    def test_the_status_on_the_day_of_the_return_counts(self) -> None:
        signed = event("travel_signature", "2025-12-15")
        who = person(status("f1", "2023-08-01"), status("f1_opt", "2026-06-20", "2027-06-19"), signed, self.TRIP)
        assert states("I20_TRAVEL_SIG", who, "2026-05-01") == ["due"]

    def test_due_before_the_departure(self) -> None:
        who = person(status("f1", "2023-08-01"), self.TRIP)
        assert around("I20_TRAVEL_SIG", who, "2026-06-01") == ["due", "due", "violated"]
        assert "none is recorded" in one("I20_TRAVEL_SIG", who, "2026-06-01").message

    def test_without_a_trip_an_old_one_is_good_to_know(self) -> None:
        who = person(status("f1", "2023-08-01"), event("travel_signature", "2025-03-01"))
        assert around("I20_TRAVEL_SIG", who, "2026-03-01") == ["quiet", "quiet", "info"]


class TestVisaNotStatus:
    VISA = status("visa", "2021-06-01", "2026-06-01", "F1")
    STUDY = status("f1", "2021-08-01", "2027-05-15")

    def test_an_expired_one_is_good_to_know(self) -> None:
        who = person(self.STUDY, self.VISA)
        assert around("VISA_NOT_STATUS", who, "2026-06-01") == ["quiet", "quiet", "info"]
        assert one("VISA_NOT_STATUS", who, "2026-06-02").severity is Severity.INFO

    @pytest.mark.parametrize(
        ("back", "state"), [("2026-05-31", "quiet"), ("2026-06-01", "quiet"), ("2026-06-02", "due")]
    )
    def test_a_trip_that_ends_after_it(self, back: str, state: str) -> None:
        who = person(self.STUDY, self.VISA, event("travel", "2026-05-20", returned_on=back, planned=True))
        assert states("VISA_NOT_STATUS", who, "2026-05-01") == [state]

    def test_then_it_is_a_warning_until_the_departure(self) -> None:
        who = person(self.STUDY, self.VISA, event("travel", "2026-07-01", returned_on="2026-08-01", planned=True))
        assert around("VISA_NOT_STATUS", who, "2026-07-01") == ["due", "due", "violated"]
        assert one("VISA_NOT_STATUS", who, "2026-06-20").severity is Severity.WARNING

    def test_canadians_need_none(self) -> None:
        assert not found("VISA_NOT_STATUS", person(self.STUDY, self.VISA, nationality="CAN"), "2026-06-02")

    def test_a_newer_one_replaces_it(self) -> None:
        newer = status("visa", "2026-05-01", "2031-05-01", "F1")
        assert not found("VISA_NOT_STATUS", person(self.STUDY, self.VISA, newer), "2026-06-02")
