"""Rules for what must be told to somebody within some days."""

from collections.abc import Collection, Iterator
from datetime import date

from services.immigration.rules.dates import after_days
from services.immigration.rules.facts import STUDENTS, TRAININGS, Case, EventFacts
from services.immigration.rules.findings import Finding
from services.immigration.rules.registry import rule
from services.immigration.rules.rule import ActiveRule, Duty
from services.immigration.rules.vocabulary import (
    AddressChange,
    EmploymentEnd,
    EmploymentStart,
    NameChange,
    Recipient,
    Report,
    Subject,
)

TOLD_TO = {Recipient.USCIS: "USCIS (Form AR-11)", Recipient.DSO: "the DSO", Recipient.SPONSOR: "the J-1 sponsor"}


def reported(
    case: Case, subject: Subject, to: Collection[Recipient], change: date, *, by_employer: bool = False
) -> EventFacts[Report] | None:
    """The first report of a change: one that names its day, or that names none and came after it."""
    for report in case.happened(Report):
        details = report.details
        of_it = details.change_date == change or (details.change_date is None and report.event_date >= change)
        if details.subject is subject and details.to in to and details.by_employer is by_employer and of_it:
            return report
    return None


@rule("SEVIS_10DAY", days=int)
def sevis_10_days(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """Students tell the DSO within 10 days of a new address or name, and on OPT of the start and end of a job.

    Source: 8 CFR 214.2(f)(17) and (f)(12)(i);
    https://studyinthestates.dhs.gov/sevp-portal-help/maintain-information/opt-student-reporting-requirements. Exchange
    visitors tell their sponsor of a new address or name (22 CFR 62). The status on the day of the change counts.
    """
    if case.code not in STUDENTS | {"M1", "J1"}:
        return
    for change, subject, what in _changes(case):
        to = Recipient.SPONSOR if case.code_on(change.event_date) == "J1" else Recipient.DSO
        yield _duty(case, rule, change, subject, what, {to: TOLD_TO[to]})


Change = EventFacts[AddressChange] | EventFacts[NameChange] | EventFacts[EmploymentStart] | EventFacts[EmploymentEnd]


def _changes(case: Case) -> Iterator[tuple[Change, Subject, str]]:
    for move in case.happened(AddressChange):
        if case.code_on(move.event_date) in STUDENTS | {"M1", "J1"}:
            yield move, Subject.ADDRESS, "move"
    for name in case.happened(NameChange):
        if case.code_on(name.event_date) in STUDENTS | {"M1", "J1"}:
            yield name, Subject.NAME, "change of name"
    for start in case.happened(EmploymentStart):
        if case.code_on(start.event_date) in TRAININGS:
            yield start, Subject.EMPLOYMENT_START, f"start at {start.details.employer}"
    for end in case.happened(EmploymentEnd):
        if case.code_on(end.event_date) in TRAININGS:
            yield end, Subject.EMPLOYMENT_END, f"end at {end.details.employer}"


def _duty(
    case: Case, rule: ActiveRule, change: Change, subject: Subject, what: str, to: dict[Recipient, str]
) -> Finding:
    limit, day = rule.number("days"), change.event_date
    done = reported(case, subject, to, day)
    duty = Duty(
        start=day,
        due=after_days(day, limit),
        limit=limit,
        done_on=done.event_date if done else None,
        owed=f"The {what} of {day} must be reported to {next(iter(to.values()))}",
        done=f"The {what} of {day} was reported to {to[done.details.to] if done else ''}",
    )
    return rule.duty(duty, change)


@rule("AR11", days=int, exempt=frozenset, by_dso=frozenset, by_sponsor=frozenset)
def ar11(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """Whoever is no citizen reports a move to USCIS within 10 days, A and G and the visa waiver aside.

    Source: INA 265; 8 CFR 265.1; https://www.uscis.gov/ar-11. A student does so by telling the DSO (8 CFR
    214.2(f)(17)), an exchange visitor by telling the sponsor (8 CFR 214.2(j)(1)(viii)). Pending cases are told apart
    from that.
    """
    for move in case.happened(AddressChange):
        code = case.code_on(move.event_date)
        if code is None or code in rule.names("exempt") or case.code == "USC":
            continue
        to = {Recipient.USCIS: TOLD_TO[Recipient.USCIS]}
        if code in rule.names("by_dso"):
            to[Recipient.DSO] = TOLD_TO[Recipient.DSO]
        if code in rule.names("by_sponsor"):
            to[Recipient.SPONSOR] = TOLD_TO[Recipient.SPONSOR]
        yield _duty(case, rule, move, Subject.ADDRESS, "move", to)
