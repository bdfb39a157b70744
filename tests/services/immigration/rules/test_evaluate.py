"""A person against all rules."""

import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.immigration.rules.catalogue import Version, load_rules
from services.immigration.rules.evaluate import Evaluation, evaluate
from services.immigration.rules.facts import Case, EventFacts, PersonFacts
from services.immigration.rules.findings import Finding, Severity, State, ladder_step
from services.immigration.rules.vocabulary import EventType
from services.immigration.statuses.types import STATUS_CODES, StatusType
from tests.services.immigration.rules.people import day, event, job, one, person, status

STUDENT = person(
    status("passport", "2019-03-01", "2029-03-01", country="IND"),
    status("visa", "2021-06-01", "2026-06-01", "F1"),
    status("i94", "2021-08-01"),
    status("f1", "2021-08-01", "2025-05-15"),
    status("f1_opt", "2025-06-01", "2026-05-31"),
    status("f1_stem_opt", "2026-06-01", "2028-05-31"),
    event("program_end", "2025-05-15", level="master", stem=True),
    event("filing", "2025-03-01", form="I-765", category="C03B"),
    event("decision", "2025-05-01", form="I-765", outcome="approved"),
    *job("Acme", "2025-07-01", "2026-01-15", hours_per_week=40),
    *job("Bolt", "2026-02-01", hours_per_week=40, e_verify=True, training_plan=True),
    event("report", "2025-07-03", subject="employment_start", to="dso"),
    event("report", "2026-01-18", subject="employment_end", to="dso"),
    event("report", "2026-02-03", subject="employment_start", to="dso", change_date="2026-02-01"),
    event("filing", "2026-04-01", form="I-765", category="C03C"),
    event("decision", "2026-05-20", form="I-765", outcome="approved"),
    event("address_change", "2026-03-02"),
    event("report", "2026-03-08", subject="address", to="dso"),
    event("travel", "2026-12-20", returned_on="2027-01-10", planned=True),
    event("travel_signature", "2026-06-10"),
    event("stem_validation", "2026-11-20"),
    event(
        "i9_completed",
        "2026-02-03",
        employer="Bolt",
        attested="authorized_noncitizen",
        document="ead",
        document_until="2028-05-31",
    ),
    event("travel", "2024-06-01", returned_on="2024-07-01"),
    event("travel", "2023-06-01", returned_on="2023-07-01"),
    event("name_change", "2024-02-01"),
    event("report", "2024-02-05", subject="name", to="dso"),
    nationality="IND",
)


def as_of(who: PersonFacts, when: str) -> Evaluation:
    return evaluate(Case(who, day(when)), load_rules())


class TestOverall:
    def test_a_student_whose_papers_are_in_order(self) -> None:
        found = as_of(STUDENT, "2026-11-23")
        assert found.overall == "attention"  # the visa ended, and a trip is planned
        assert [each.rule for each in found.items if each.state is State.DUE] == ["I20_TRAVEL_SIG", "VISA_NOT_STATUS"]
        done = {each.rule for each in found.completed}
        assert done == {"SEVIS_10DAY", "AR11", "STEM_VALIDATION"}
        assert {"EXPIRY", "F1_GRACE", "STEM_I983_EVAL", "I9_REVERIFY"} <= {each.rule for each in found.upcoming}

    def test_compliant(self) -> None:
        assert as_of(person(status("h4", "2025-01-01", "2028-01-01")), "2026-01-01").overall == "compliant"
        assert as_of(person(status("citizen", "2020-01-01")), "2026-01-01").overall == "compliant"

    def test_attention(self) -> None:
        who = person(
            status("h4", "2025-01-01", "2028-01-01"), status("passport", "2016-01-01", "2026-02-01", country="IND")
        )
        assert as_of(who, "2026-01-01").overall == "attention"
        assert as_of(who, "2026-03-01").overall == "attention"

    def test_non_compliant(self) -> None:
        who = person(status("h4", "2025-01-01", "2028-01-01"), event("address_change", "2026-01-01"))
        assert [as_of(who, when).overall for when in ("2026-01-11", "2026-01-12")] == ["attention", "non_compliant"]

    def test_unknown(self) -> None:
        assert as_of(person(), "2026-01-01").overall == "unknown"
        assert as_of(person(status("passport", "2020-01-01", "2030-01-01")), "2026-01-01").overall == "unknown"
        assert as_of(person(status("h4")), "2026-01-01").overall == "unknown"

    def test_info_is_no_reason_for_attention(self) -> None:
        who = person(status("h4", "2025-01-01", "2028-01-01"), status("visa", "2021-01-01", "2025-12-31", "H4"))
        assert as_of(who, "2026-01-01").overall == "compliant"


class TestDaysRemaining:
    def test_by_the_i94_and_never_by_the_visa(self) -> None:
        things = status("h1b", "2025-01-01", "2027-12-31"), status("visa", "2025-01-01", "2026-02-01", "H1B")
        assert as_of(person(*things), "2026-01-01").days_remaining == 729
        who = person(*things, status("i94", "2025-01-01", "2026-03-02"))
        assert [as_of(who, when).days_remaining for when in ("2026-03-01", "2026-03-02", "2026-03-03")] == [1, 0, -1]

    def test_with_d_s_by_the_status(self) -> None:
        who = person(status("f1", "2025-01-01", "2026-03-02"), status("i94", "2025-01-01"))
        assert as_of(who, "2026-03-01").days_remaining == 1

    def test_without_an_end(self) -> None:
        for kind in ("green_card", "citizen"):
            assert as_of(person(status(kind, "2020-01-01", "2030-01-01")), "2026-01-01").days_remaining is None

    def test_the_i94_stands_in_for_a_status(self) -> None:
        i94 = status("i94", "2025-12-01", "2026-03-02", "B2")
        found = as_of(person(i94), "2026-03-01")
        assert (found.current_status, found.days_remaining, found.overall) == (i94, 1, "attention")


class TestOrder:
    def test_worst_first(self) -> None:
        who = person(
            status("h4", "2025-01-01", "2028-01-01"),
            status("visa", "2021-01-01", "2025-12-31", "H4"),
            status("passport", "2016-01-01", "2026-02-01", country="CHN"),
            event("address_change", "2026-01-01"),
            event("notice", "2025-12-20", kind="rfe"),
        )
        assert [(each.state, each.rule) for each in as_of(who, "2026-01-12").items] == [
            ("violated", "AR11"),
            ("due", "RFE_DUE"),
            ("due", "EXPIRY"),
            ("info", "PASSPORT_6M"),
            ("info", "VISA_NOT_STATUS"),
        ]

    def test_the_order_of_the_facts_does_not_matter(self) -> None:
        found = as_of(STUDENT, "2026-11-23")
        for seed in range(5):
            statuses, events = list(STUDENT.statuses), list(STUDENT.events)
            random.Random(seed).shuffle(statuses)
            random.Random(seed).shuffle(events)
            assert as_of(replace(STUDENT, statuses=statuses, events=events), "2026-11-23") == found


class TestFindings:
    def test_show_where_they_come_from(self) -> None:
        finding = one(
            "EAD_AUTO_EXT",
            person(
                status("ead", "2023-12-01", "2025-11-30", "AOS_PENDING"),
                event("filing", "2025-11-01", form="I-765", purpose="renewal"),
            ),
            "2025-12-01",
        )
        assert finding.reference == str(load_rules().by_id("EAD_AUTO_EXT").source_url)
        assert (finding.version, finding.severity, finding.status_id is None, finding.event_id is None) == (
            *(2, Severity.CRITICAL),
            *(False, False),
        )

    def test_what_if_the_grace_period_were_shorter(self) -> None:
        who = person(status("f1", "2022-08-01", "2026-05-15"))
        shorter = load_rules().with_version("F1_GRACE", Version(number=2, parameters={"days": 30}))
        assert [one("F1_GRACE", who, "2026-06-15", each).state for each in (load_rules(), shorter)] == [
            "due",
            "violated",
        ]

    def test_steps_of_the_ladder_are_each_reached_once(self) -> None:
        who = person(status("i94", "2025-01-01", "2026-12-31"))
        steps = [
            ladder_step(
                one("I94_EXPIRY", who, day("2026-12-31") - timedelta(days=left)),
                day("2026-12-31") - timedelta(days=left),
            )
            for left in range(181, -3, -1)
        ]
        assert list(dict.fromkeys(steps)) == [None, 180, 120, 90, 60, 30, 14, 7, 1, 0, -1]


DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31)) | st.dates(date(2025, 6, 1), date(2026, 6, 1))
EMPLOYERS = st.sampled_from(["Acme", "Bolt"])
REQUIRED: dict[EventType, st.SearchStrategy[dict[str, Any]]] = {
    EventType.EMPLOYMENT_START: st.fixed_dictionaries(
        {"employer": EMPLOYERS}, optional={"hours_per_week": st.sampled_from([10, 40])}
    ),
    EventType.EMPLOYMENT_CHANGE: st.fixed_dictionaries(
        {"employer": EMPLOYERS, "change": st.sampled_from(["ein", "hours_cut"])}
    ),
    EventType.EMPLOYMENT_END: st.fixed_dictionaries({"employer": EMPLOYERS}),
    EventType.REPORT: st.fixed_dictionaries(
        {"subject": st.sampled_from(["address", "employment_end"]), "to": st.sampled_from(["uscis", "dso"])}
    ),
    EventType.TRAVEL: st.fixed_dictionaries({}, optional={"returned_on": DAYS}),
    EventType.DSO_RECOMMENDATION: st.fixed_dictionaries({"training": st.sampled_from(["opt", "stem_opt"])}),
    EventType.FILING: st.fixed_dictionaries(
        {"form": st.sampled_from(["I-129", "I-765", "I-140", "I-751", "ETA-9035", "ETA-9089", "N-400"])},
        optional={
            "category": st.sampled_from(["C03B", "C03C", "C09"]),
            "purpose": st.sampled_from(["renewal", "extension", "change_of_status", "change_of_employer"]),
            "employer": EMPLOYERS,
            "requested_start": DAYS,
        },
    ),
    EventType.DECISION: st.fixed_dictionaries(
        {
            "form": st.sampled_from(["I-129", "I-765", "I-140", "ETA-9089"]),
            "outcome": st.sampled_from(["approved", "denied"]),
        },
        optional={"valid_until": DAYS},
    ),
    EventType.NOTICE: st.fixed_dictionaries(
        {"kind": st.sampled_from(["rfe", "noid", "i515a"])}, optional={"due_date": DAYS}
    ),
    EventType.NOTICE_REPLY: st.fixed_dictionaries({"kind": st.sampled_from(["rfe", "noid", "i515a"])}),
    EventType.I9_COMPLETED: st.fixed_dictionaries(
        {"employer": EMPLOYERS, "attested": st.just("authorized_noncitizen"), "document": st.just("ead")},
        optional={"document_until": DAYS},
    ),
    EventType.I9_REVERIFIED: st.fixed_dictionaries(
        {"employer": EMPLOYERS, "document": st.just("ead")}, optional={"document_until": DAYS}
    ),
    EventType.MARRIAGE: st.fixed_dictionaries({"spouse_is_citizen": st.booleans()}),
}


def happenings(kinds: Sequence[EventType]) -> st.SearchStrategy[EventFacts[Any]]:
    recorded = st.sampled_from(kinds).flatmap(
        lambda kind: st.tuples(st.just(kind), DAYS, REQUIRED.get(kind, st.just({})))
    )
    return recorded.map(lambda made: event(made[0], made[1], **made[2]))


def people(
    types: Sequence[StatusType], codes: Sequence[str], kinds: Sequence[EventType]
) -> st.SearchStrategy[PersonFacts]:
    code = st.none() | st.sampled_from(codes)
    statuses = st.builds(
        status, st.sampled_from(types), st.none() | DAYS, st.none() | DAYS, code, current=st.booleans()
    )
    things = st.lists(statuses, max_size=5), st.lists(happenings(kinds), max_size=9)
    return st.tuples(*things).map(lambda drawn: person(*drawn[0], *drawn[1], nationality="CHN"))


FILED = [EventType.FILING, EventType.DECISION, EventType.EMPLOYMENT_START, EventType.EMPLOYMENT_END, EventType.TRAVEL]
PAPERS = [StatusType.PASSPORT, StatusType.EAD, StatusType.I94]
PEOPLE = st.one_of(
    people(list(StatusType), STATUS_CODES, list(EventType)),
    people([StatusType.F1, StatusType.F1_OPT, StatusType.F1_STEM_OPT, *PAPERS], ["OPT_POST"], [*FILED, *EventType]),
    people([StatusType.H1B, StatusType.L1, StatusType.TN, *PAPERS], ["AOS_PENDING"], FILED),
    people([StatusType.GREEN_CARD, StatusType.TPS, *PAPERS], ["CONDITIONAL_LPR", "TPS"], [*FILED, *EventType]),
)


def all_of(found: Evaluation) -> list[Finding]:
    return [*found.items, *found.upcoming, *found.completed]


FIXED = load_rules().by_id("DS_FIXED_ADMISSION").versions[0].model_copy(update={"enabled": True})
ALL_RULES = load_rules().with_version("DS_FIXED_ADMISSION", FIXED)


class TestAnybody:
    """Whatever is recorded, also what contradicts itself."""

    @given(PEOPLE, DAYS)
    @settings(deadline=None)
    def test_is_evaluated_the_same_twice(self, who: PersonFacts, when: date) -> None:
        assert evaluate(Case(who, when), load_rules()) == evaluate(Case(who, when), load_rules())

    @given(PEOPLE, DAYS)
    @settings(deadline=None)
    def test_findings_are_sentences_and_their_days_agree(self, who: PersonFacts, when: date) -> None:
        for finding in all_of(evaluate(Case(who, when), ALL_RULES)):
            assert finding.message[0].isupper(), finding
            assert finding.message.endswith("."), finding
            assert "None" not in finding.message, finding
            if finding.due_date:
                assert finding.days_left == (finding.due_date - when).days
            if finding.state is State.DUE:
                assert finding.days_left is not None, finding
                assert finding.days_left >= 0, finding

    @given(PEOPLE, DAYS)
    @settings(deadline=None)
    def test_overall_follows_from_the_findings(self, who: PersonFacts, when: date) -> None:
        found = evaluate(Case(who, when), load_rules())
        worst = {(each.state, each.severity) for each in all_of(found)}
        assert (found.overall == "non_compliant") is ((State.VIOLATED, Severity.CRITICAL) in worst)

    @given(PEOPLE, DAYS)
    @settings(deadline=None)
    def test_what_happens_later_than_a_plan_changes_nothing(self, who: PersonFacts, when: date) -> None:
        plans = {EventType.TRAVEL, EventType.PROGRAM_END}
        past = replace(who, events=[each for each in who.events if each.event_date <= when or each.event_type in plans])
        assert evaluate(Case(who, when), load_rules()) == evaluate(Case(past, when), load_rules())


def test_is_little_work() -> None:
    """Calls of functions instead of time, which others share: a thousand take a tenth of a millisecond or two."""
    rules, when, calls = load_rules(), day("2026-11-23"), 0
    evaluate(Case(STUDENT, when), rules)

    def count(_frame: object, happening: str, _argument: object) -> None:
        nonlocal calls
        calls += happening == "call"

    assert len(STUDENT.events) > 20
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        evaluate(Case(STUDENT, when), rules)
    finally:
        sys.setprofile(before)
    assert 100 < calls < 2000


@pytest.mark.parametrize("left", [181, 180, 0, -1])
def test_a_step_of_something_that_is_only_good_to_know(left: int) -> None:
    when = day("2026-06-01") - timedelta(days=left)
    finding = replace(one("EXPIRY", person(status("passport", "2020-01-01", "2026-06-01")), when), state=State.INFO)
    assert ladder_step(finding, when) is None
