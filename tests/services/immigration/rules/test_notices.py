"""Notices that want an answer, and what follows on a decision."""

import pytest

from tests.services.immigration.rules.people import around, day, event, found, one, person, states


class TestRfeDue:
    @pytest.mark.parametrize("kind", ["rfe", "noid"])
    def test_by_the_day_on_it(self, kind: str) -> None:
        who = person(event("notice", "2026-03-02", kind=kind, due_date="2026-03-25"))
        assert around("RFE_DUE", who, "2026-03-25") == ["due", "due", "violated"]

    def test_without_a_day_the_longest_term(self) -> None:
        assert around("RFE_DUE", person(event("notice", "2026-03-02", kind="rfe")), "2026-05-25") == [
            "due",
            "due",
            "violated",
        ]
        assert around("RFE_DUE", person(event("notice", "2026-03-02", kind="noid")), "2026-04-01") == [
            "due",
            "due",
            "violated",
        ]

    @pytest.mark.parametrize(
        ("due", "by_mail", "odd"),
        [
            ("2026-05-25", False, False),
            ("2026-05-26", False, True),
            ("2026-05-28", True, False),
            ("2026-05-29", True, True),
        ],
    )
    def test_a_day_past_the_longest_term_is_odd(self, due: str, by_mail: bool, odd: bool) -> None:
        who = person(event("notice", "2026-03-02", kind="rfe", due_date=due, by_mail=by_mail))
        finding = one("RFE_DUE", who, "2026-04-01")
        assert finding.due_date == day(due)
        assert any("check it" in step for step in finding.computation.steps) is odd

    @pytest.mark.parametrize(("replied", "late"), [("2026-05-24", False), ("2026-05-25", False), ("2026-05-26", True)])
    def test_answered(self, replied: str, late: bool) -> None:
        who = person(event("notice", "2026-03-02", kind="rfe"), event("notice_reply", replied, kind="rfe"))
        finding = one("RFE_DUE", who, "2026-06-01")
        assert finding.state == "completed"
        assert ("1 day late" in finding.message) is late

    def test_each_answer_belongs_to_its_case(self) -> None:
        notices = [event("notice", "2026-03-02", kind="rfe", receipt_number=f"IOE000000000{n}") for n in (1, 2)]
        reply = event("notice_reply", "2026-03-20", kind="rfe", receipt_number="IOE0000000002")
        assert [str(each.state) for each in found("RFE_DUE", person(*notices, reply), "2026-04-01")].count(
            "completed"
        ) == 1
        assert states("RFE_DUE", person(notices[0], reply), "2026-04-01") == ["due"]


class TestI515a30:
    def test_thirty_days(self) -> None:
        assert around("I515A_30", person(event("notice", "2026-03-02", kind="i515a")), "2026-04-01") == [
            "due",
            "due",
            "violated",
        ]

    @pytest.mark.parametrize(
        ("due", "counts"), [("2026-03-31", "2026-03-31"), ("2026-04-01", "2026-04-01"), ("2026-04-02", "2026-04-01")]
    )
    def test_a_sooner_day_wins(self, due: str, counts: str) -> None:
        who = person(event("notice", "2026-03-02", kind="i515a", due_date=due))
        assert one("I515A_30", who, "2026-03-10").due_date == day(counts)

    def test_answered(self) -> None:
        notice = event("notice", "2026-03-02", kind="i515a")
        assert states("I515A_30", person(notice, event("notice_reply", "2026-03-20", kind="i515a")), "2026-04-02") == [
            "completed"
        ]
        assert states("I515A_30", person(notice, event("notice_reply", "2026-03-20", kind="rfe")), "2026-04-02") == [
            "violated"
        ]


class TestPerm180:
    CERTIFIED = event("decision", "2026-01-15", form="ETA-9089", outcome="approved")

    def test_180_days(self) -> None:
        assert around("PERM_180", person(self.CERTIFIED), "2026-07-14") == ["due", "due", "violated"]

    @pytest.mark.parametrize(
        ("filed", "state"), [("2026-07-13", "completed"), ("2026-07-14", "completed"), ("2026-07-15", "violated")]
    )
    def test_filed(self, filed: str, state: str) -> None:
        assert states("PERM_180", person(self.CERTIFIED, event("filing", filed, form="I-140")), "2026-08-01") == [state]

    def test_the_day_on_the_certification_wins(self) -> None:
        certified = event("decision", "2026-01-15", form="ETA-9089", outcome="approved", valid_until="2026-07-13")
        assert around("PERM_180", person(certified), "2026-07-13") == ["due", "due", "violated"]

    def test_only_once_it_is_certified(self) -> None:
        assert not found(
            "PERM_180", person(event("decision", "2026-01-15", form="ETA-9089", outcome="denied")), "2026-08-01"
        )
