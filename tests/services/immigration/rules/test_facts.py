"""What a case tells as of a day."""

from services.immigration.rules.facts import Case
from services.immigration.rules.jobs import jobs
from services.immigration.rules.vocabulary import AddressChange, Filing, Travel
from services.immigration.statuses.types import StatusType
from tests.services.immigration.rules.people import day, event, job, person, status

STUDY = status("f1", "2022-08-01", "2026-05-15", current=False)
OPT = status("f1_opt", "2026-06-01", "2027-05-31")


def test_the_status_is_the_latest_that_has_begun() -> None:
    who = person(OPT, STUDY, status("passport", "2026-07-01"))
    codes = [
        Case(who, day(when)).code for when in ("2022-07-31", "2022-08-01", "2026-05-31", "2026-06-01", "2028-01-01")
    ]
    assert codes == [None, "F1", "F1", "OPT_POST", "OPT_POST"]


def test_one_that_is_over_is_none_unless_another_followed() -> None:
    assert Case(person(STUDY), day("2024-01-01")).status is None
    assert Case(person(STUDY, OPT), day("2024-01-01")).status == STUDY


def test_a_permit_for_opt_stands_for_it() -> None:
    assert Case(person(status("ead", "2026-06-01", "2027-05-31", "OPT_POST")), day("2026-07-01")).code == "OPT_POST"
    assert Case(person(status("ead", "2026-06-01", "2027-05-31", "AOS_PENDING")), day("2026-07-01")).code is None
    assert Case(person(status("visa", "2026-06-01", "2027-05-31", "F1")), day("2026-07-01")).code is None


def test_events_after_the_day_are_plans() -> None:
    case = Case(person(event("travel", "2026-03-02"), event("address_change", "2026-03-01")), day("2026-03-01"))
    assert [len(case.happened(each)) for each in (AddressChange, Travel)] == [1, 0]
    assert len(case.planned(Travel)) == 1


def test_a_trip_that_is_only_planned_is_never_made() -> None:
    case = Case(person(event("travel", "2026-03-01", planned=True)), day("2026-03-05"))
    assert (case.happened(Travel), case.journey) == ((), None)


def test_papers_that_were_put_aside_still_counted_while_they_ran() -> None:
    old = status("passport", "2016-01-01", "2026-01-01", current=False)
    assert Case(person(old), day("2026-01-01")).paper(StatusType.PASSPORT) == old
    assert Case(person(old), day("2026-01-02")).paper(StatusType.PASSPORT) is None


def test_decisions_find_their_filings() -> None:
    first, second = event("filing", "2025-01-01", form="I-765"), event("filing", "2025-06-01", form="I-765")
    decision = event("decision", "2025-07-01", form="I-765", outcome="approved")
    case = Case(person(first, second, decision), day("2025-08-01"))
    assert [case.decision_on(each) for each in case.happened(Filing)] == [None, decision]


def test_or_by_their_numbers() -> None:
    first = event("filing", "2025-01-01", form="I-765", receipt_number="IOE0000000001")
    second = event("filing", "2025-06-01", form="I-765", receipt_number="IOE0000000002")
    decision = event("decision", "2025-07-01", form="I-765", outcome="denied", receipt_number="IOE0000000001")
    case = Case(person(first, second, decision), day("2025-08-01"))
    assert [case.has_failed(each) for each in case.happened(Filing)] == [True, False]
    assert Case(case.person, day("2025-06-30")).is_pending(first)


def test_jobs_are_joined_by_the_employer_however_it_is_written() -> None:
    who = person(
        *job("Acme  Inc", "2026-01-01"),
        event("employment_end", "2026-02-01", employer="ACME Inc"),
        *job("Bolt", "2026-01-15"),
    )
    acme, bolt = jobs(Case(who, day("2026-02-02")))
    assert (acme.is_running, bolt.is_running) == (False, True)
    assert [jobs(Case(who, day(when)))[0].is_running for when in ("2026-01-31", "2026-02-01")] == [True, True]


def test_a_second_time_at_an_employer_is_a_second_job() -> None:
    who = person(*job("Acme", "2026-01-01", "2026-02-01"), *job("Acme", "2026-03-01"))
    assert [each.is_running for each in jobs(Case(who, day("2026-04-01")))] == [False, True]
