"""Rules for students and exchange visitors, from the program to the grace period after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.immigration.rules.dates import LONG_AGO, Period, after_days, anniversary
from services.immigration.rules.facts import STUDENTS, TRAININGS, Case, EventFacts
from services.immigration.rules.findings import Computation, Finding, State
from services.immigration.rules.registry import rule
from services.immigration.rules.rule import About, ActiveRule
from services.immigration.rules.vocabulary import Filing, Form, Outcome, ProgramEnd, Purpose

PROGRAMS = {"F1", "CPT", "J1"}
LONG_BEFORE = 180
YEAR_BEFORE = 366
"""Days before an end from which a filing, or a petition, can be meant for the time after it."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The last day of something, what says so, and how it was arrived at."""

    day: date
    about: About
    steps: tuple[str, ...]


def program_end(case: Case) -> Ending | None:
    """The latest that is recorded since the studies began, else the end of the F-1 or J-1 status."""
    studies = next(reversed(case.stays_as(PROGRAMS)), None)
    since = (studies.valid_from if studies else None) or LONG_AGO
    event = next((each for each in reversed(case.planned(ProgramEnd)) if each.event_date >= since), None)
    if event:
        return Ending(event.event_date, event, (f"the program ends on {event.event_date}",))
    if studies and studies.valid_until:
        return Ending(studies.valid_until, studies, (f"the status {studies.code} ends on {studies.valid_until}",))
    return None


def studies_end(case: Case) -> Ending | None:
    """The end of the program, or of practical training after it."""
    program = program_end(case)
    training = next((each for each in reversed(case.stays_as(TRAININGS)) if each.valid_until), None)
    if training and (program is None or training.period.last > program.day):
        until = training.period.last
        return Ending(until, training, (f"{training.code} ends on {until}",))
    return program


@rule("F1_DURATION")
def f1_duration(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """F-1 is for the duration of status, D/S: what decides is the end of the program on the I-20.

    Source: https://oiss.yale.edu/node/7928; 8 CFR 214.2(f)(5)(i). An extension is asked for before that day.
    """
    if case.code not in {"F1", "CPT"}:
        return
    end = program_end(case)
    if end is None:
        message = "F-1 status lasts for the duration of status, and no end of the program is recorded."
        yield rule.finding(State.INFO, message, Computation(), case.status)
    elif case.as_of <= end.day:
        message = f"The program ends on {end.day}; to study longer the I-20 must be extended before."
        computation = Computation(case.as_of, end.day, (end.day - case.as_of).days, None, end.steps)
        yield rule.deadline(end.day, message, message, computation, end.about)


@dataclass(frozen=True, slots=True)
class CapGap:
    """The time from the end of the studies to the start of an H-1B that was asked for before it."""

    petition: EventFacts[Filing]
    begins: Ending
    until: date
    failed_on: date | None
    may_work: bool


def cap_gap(case: Case, rule: ActiveRule | None) -> CapGap | None:
    """None where no change of status to H-1B is asked for, or where it starts before the studies end."""
    end = studies_end(case)
    if rule is None or end is None:
        return None
    petition = next((each for each in reversed(case.happened(Filing)) if _asks_for_h1b(each)), None)
    grace = rule.other("F1_GRACE")
    latest = after_days(end.day, grace.number("days") if grace else 0)
    if petition is None or petition.event_date not in Period(after_days(end.day, -YEAR_BEFORE), latest):
        return None
    start = petition.details.requested_start or date(petition.event_date.year, 10, 1)
    if start <= end.day:
        return None
    decision = case.decision_on(petition)
    failed = decision is not None and decision.details.outcome is not Outcome.APPROVED
    until = _first_of_fiscal_year(start, rule.number("until_month"))
    if decision and not failed:
        until = min(until, decision.details.valid_from or start)
    failed_on = decision.event_date if decision and failed else None
    return CapGap(petition, end, until, failed_on, may_work=petition.event_date <= end.day)


def _asks_for_h1b(filing: EventFacts[Filing]) -> bool:
    return filing.details.form is Form.I129 and filing.details.purpose is Purpose.CHANGE_OF_STATUS


def _first_of_fiscal_year(start: date, month: int) -> date:
    """The first of a month in the federal fiscal year of a day; that year begins on 1 October of the one before."""
    fiscal_year = start.year + (start.month >= 10)
    return date(fiscal_year - (month >= 10), month, 1)


@rule("CAP_GAP", until_month=int)
def cap_gap_extension(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """An H-1B petition filed in time carries F-1 status on, to its start or to 1 April if that is earlier.

    Source: 8 CFR 214.2(f)(5)(vi), as in force since 2025-01-17; before that it was to 1 October. The start is that of
    an approved petition. OPT goes on too where the petition was filed before it ended; one filed in the grace period
    carries on the stay only. A petition that fails ends it.
    """
    gap = cap_gap(case, rule) if case.code in STUDENTS else None
    if gap is None:
        return
    filed = f"the H-1B petition filed on {gap.petition.event_date}"
    steps = (*gap.begins.steps, f"the fiscal year allows it until {gap.until}")
    computation = Computation(gap.begins.day, gap.until, (gap.until - gap.begins.day).days, None, steps)
    if gap.failed_on:
        message = f"There is no cap-gap any more: {filed} ended without approval on {gap.failed_on}."
        yield rule.finding(State.INFO, message, computation, gap.begins.about, gap.petition)
        return
    what = "F-1 status and work" if gap.may_work else "F-1 status, without work,"
    before = f"By {filed} {what} may go on after {gap.begins.day} until {gap.until}."
    after = f"The cap-gap by {filed} ended on {gap.until}."
    yield rule.deadline(gap.until, before, after, computation, gap.begins.about, gap.petition)


@rule("F1_GRACE", days=int)
def f1_grace(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """60 days to leave, transfer or change status after the program, or OPT, ends.

    Source: 8 CFR 214.2(f)(5)(iv). They begin the day after. A cap-gap or a STEM OPT extension that was asked for in
    time puts the end off; one that fails does so to the day of its failure.
    """
    end = studies_end(case) if case.code in STUDENTS else None
    if end:
        yield from _grace(case, rule, "F-1", _put_off(case, rule, end))


def _put_off(case: Case, rule: ActiveRule, end: Ending) -> Ending:
    gap = cap_gap(case, rule.other("CAP_GAP"))
    if gap:
        day = gap.failed_on or gap.until
        words = "the cap-gap ended" if gap.failed_on else "the cap-gap lasts to"
        return Ending(max(end.day, day), end.about, (*end.steps, f"{words} {day}"))
    stem = rule.other("STEM_180")
    asked = next((each for each in reversed(case.happened(Filing)) if each.details.category == "C03C"), None)
    if stem is None or asked is None or not -LONG_BEFORE < (asked.event_date - end.day).days <= 0:
        return end
    decision = case.decision_on(asked)
    if decision and decision.details.outcome is Outcome.APPROVED:
        return end
    day = decision.event_date if decision else after_days(end.day, stem.number("days"))
    words = "the STEM OPT application ended" if decision else "the STEM OPT application is pending, at most to"
    return Ending(max(end.day, day), end.about, (*end.steps, f"{words} {day}"))


@rule("J1_GRACE", days=int)
def j1_grace(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """30 days to leave after the program or the academic training ends.

    Source: 8 CFR 214.2(j)(1)(ii). They begin the day after.
    """
    end = program_end(case) if case.code == "J1" else None
    if end:
        yield from _grace(case, rule, "J-1", end)


def _grace(case: Case, rule: ActiveRule, name: str, end: Ending) -> Iterator[Finding]:
    days = rule.number("days")
    due = after_days(end.day, days)
    steps = (*end.steps, f"{end.day} + {days} days = {due}")
    computation = Computation(end.day, due, (case.as_of - end.day).days, days, steps)
    if done := _left_or_filed(case, end.day, due):
        message = f"The {name} grace period after {end.day} runs to {due}; before its end {done[0]}."
        yield rule.finding(State.COMPLETED, message, computation, end.about, done[1], due=due)
        return
    if case.as_of <= end.day:
        message = f"After {end.day} there are {days} days of {name} grace period, until {due}."
        yield rule.finding(State.UPCOMING, message, computation, end.about, due=due)
        return
    before = f"The {name} grace period after {end.day} ends on {due}: leave, transfer or change status by then."
    after = f"The {name} grace period after {end.day} ended on {due}."
    yield rule.deadline(due, before, after, computation, end.about)


def _left_or_filed(case: Case, end: date, due: date) -> tuple[str, About] | None:
    left = case.journey
    if left and case.as_of > end and left.event_date in Period(end, due):
        return f"the person left, on {left.event_date}", left
    for filing in case.happened(Filing):
        form = filing.details.form
        in_time = filing.event_date in Period(after_days(end, -LONG_BEFORE), due)
        opens_more = form in {Form.I539, Form.I485} or (form is Form.I765 and filing.details.category == "C03B")
        if in_time and opens_more and not case.has_failed(filing):
            return f"the {form} was filed, on {filing.event_date}", filing
    return None


@rule("DS_FIXED_ADMISSION", max_years=int, f_grace_days=int, j_grace_days=int)
def fixed_admission(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """Instead of D/S, students and exchange visitors are admitted to the end of the program, for four years at most.

    Source: 90 FR 42070 of 2025-08-28, proposed. It ships disabled: a version with its days goes into `rules.yaml` once
    it is published. The grace period, 30 days for F too, is added.
    """
    if case.code not in STUDENTS | {"J1"}:
        return
    first = case.stays_as(STUDENTS | {"J1"})[0].valid_from
    admitted = (case.i94.valid_from if case.i94 else None) or first
    if admitted is None:
        return
    years = rule.number("max_years")
    longest = anniversary(admitted, years)
    end = studies_end(case)
    fixed = min(longest, end.day) if end else longest
    days = rule.number("j_grace_days" if case.code == "J1" else "f_grace_days")
    due = after_days(fixed, days)
    steps = (f"{admitted} + {years} years = {longest}", *(end.steps if end else ()), f"{fixed} + {days} days = {due}")
    computation = Computation(admitted, due, (due - admitted).days, days, steps)
    before = f"Under fixed admission the stay lasts until {fixed}, with {days} days of grace until {due}."
    yield rule.deadline(due, before, f"Under fixed admission the stay ended on {due}.", computation, case.status)
