"""Rules for workers with a petition: the job, the time around it, and the next petition."""

from collections.abc import Iterator
from datetime import date

from services.immigration.rules.dates import DAY, LONG_AGO, after_days, anniversary, counted
from services.immigration.rules.facts import Case, EventFacts, StatusFacts
from services.immigration.rules.findings import Computation, Finding, State
from services.immigration.rules.jobs import Job, jobs, same
from services.immigration.rules.registry import rule
from services.immigration.rules.rule import About, ActiveRule, Duty
from services.immigration.rules.vocabulary import EmploymentEnd, Filing, Form, PublicAccessFile, Purpose
from shared.business_days import add_business_days


@rule("H1B_GRACE", days=int, codes=frozenset)
def grace_after_a_job(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """Up to 60 days in a row after a job ends, or to the end of the I-94 if that is sooner; once per authorized period.

    Source: 8 CFR 214.1(l)(2). They begin the day after the last day of work. The authorized period is that of the
    status; a job that ended earlier in it, with days without one after it, used them up.
    """
    status = case.status
    if status is None or status.code not in rule.names("codes"):
        return
    held = [job for job in jobs(case) if job.period.last >= (status.valid_from or LONG_AGO)]
    lost = max((job for job in held if job.end), key=lambda job: job.period.last, default=None)
    if lost is None or any(job.end is None and job.start.event_date <= lost.period.last for job in held):
        return
    due, steps = _grace_ends(case, rule, status, lost, held)
    ended = lost.period.last
    computation = Computation(ended, due, (case.as_of - ended).days, rule.number("days"), steps)
    if done := _goes_on(case, lost, due):
        message = f"The grace period after the job at {lost.employer} ran to {due}; before its end {done[0]}."
        yield rule.finding(State.COMPLETED, message, computation, status, lost.end, due=due)
        return
    before = (
        f"The job at {lost.employer} ended on {ended}: leave, or have a petition or change of status filed, by {due}."
    )
    after = f"The grace period after the job at {lost.employer} ended on {due}."
    yield rule.deadline(due, before, after, computation, status, lost.end)


def _grace_ends(
    case: Case, rule: ActiveRule, status: StatusFacts, lost: Job, held: list[Job]
) -> tuple[date, tuple[str, ...]]:
    ended = lost.period.last
    if used := _used_before(held, lost):
        return ended, (
            f"the grace period of this authorized period began after the job at {used.employer}, on {used.period.last}",
        )
    days = rule.number("days")
    due = after_days(ended, days)
    steps = [f"{ended} + {days} days = {due}"]
    stay = (case.i94.valid_until if case.i94 else None) or status.valid_until
    if stay and stay < due:
        due = max(stay, ended)
        steps.append(f"the stay ends sooner, on {stay}")
    return due, tuple(steps)


def _used_before(held: list[Job], lost: Job) -> Job | None:
    """The job that ended before with no other going on the day after."""
    for job in held:
        following = job.period.last + DAY
        if job.period.last < lost.period.first and not any(following in other.period for other in held):
            return job
    return None


def _goes_on(case: Case, lost: Job, due: date) -> tuple[str, About] | None:
    ended = lost.period.last
    for job in jobs(case):
        if ended < job.start.event_date <= due:
            return f"a new job began, on {job.start.event_date}", job.start
    for filing in case.happened(Filing):
        theirs = filing.details.form is Form.I129 and same(filing.details.employer or "") != same(lost.employer)
        helps = (theirs or filing.details.form in {Form.I539, Form.I485}) and not case.has_failed(filing)
        if helps and ended < filing.event_date <= due:
            return f"the {filing.details.form} was filed, on {filing.event_date}", filing
    left = case.journey
    if left and ended <= left.event_date <= due:
        return f"the person left, on {left.event_date}", left
    return None


@rule("H1B_10DAY", days=int, codes=frozenset)
def ten_days_around(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """An admission may begin 10 days before a petition and last 10 days after it; there is no work in these days.

    Source: 8 CFR 214.1(l)(1). Told of the days before the petition until it begins, and of those after it once it
    ended.
    """
    i94 = case.i94
    petitions = [
        each for each in case.stays if each.code in rule.names("codes") and each.valid_from and each.valid_until
    ]
    days = rule.number("days")
    for petition in petitions:
        start, end = petition.period
        if i94 is None or i94.valid_from is None:
            continue
        early = (start - i94.valid_from).days
        if 0 < early <= 90 and i94.valid_from <= case.as_of < start:
            yield _early(case, rule, petition, i94, early)
        until = min(i94.valid_until or end, after_days(end, days))
        if end < case.as_of <= until and petition is case.status:
            steps = (f"{end} + {days} days = {after_days(end, days)}", f"the I-94 ends on {i94.valid_until}")
            message = f"The petition ended on {end}; the stay may last until {until}, without work."
            yield rule.deadline(
                until, message, message, Computation(end, until, (case.as_of - end).days, days, steps), petition, i94
            )


def _early(case: Case, rule: ActiveRule, petition: StatusFacts, i94: StatusFacts, early: int) -> Finding:
    days, start = rule.number("days"), petition.period.first
    computation = Computation(i94.valid_from, start, early, days, (f"{start} - {i94.valid_from} = {early} days",))
    worked = next((job for job in jobs(case) if i94.period.first <= job.start.event_date < start), None)
    came = f"The admission of {i94.valid_from} came {counted(early)} before the petition begins on {start}"
    if early > days:
        return rule.finding(State.VIOLATED, f"{came}; {days} are allowed.", computation, petition, i94)
    if worked:
        message = f"{came}, and work began on {worked.start.event_date}: there is none in these days."
        return rule.finding(State.VIOLATED, message, computation, petition, worked.start)
    return rule.finding(State.INFO, f"{came}; there is no work before that.", computation, petition, i94, due=start)


@rule("H1B_240DAY", days=int, codes=frozenset)
def extension_pending(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """An extension that the same employer filed in time allows work for 240 days past the I-94 while it is pending.

    Source: 8 CFR 274a.12(b)(20). Without an I-94 the end of the status counts.
    """
    status = case.status
    if status is None or status.code not in rule.names("codes"):
        return
    ends = (case.i94.valid_until if case.i94 else None) or status.valid_until
    filing = next((each for each in reversed(case.happened(Filing)) if _extends(each)), None)
    if ends is None or filing is None or not case.is_pending(filing):
        return
    if not (status.valid_from or LONG_AGO) <= filing.event_date <= ends:
        return
    days = rule.number("days")
    until = after_days(ends, days)
    computation = Computation(ends, until, (case.as_of - ends).days, days, (f"{ends} + {days} days = {until}",))
    before = f"Work may go on until {until} while the extension filed on {filing.event_date} is pending."
    after = f"The {days} days of work past {ends} ended on {until}, and the extension is still pending."
    yield rule.deadline(until, before, after, computation, status, filing)


def _extends(filing: EventFacts[Filing]) -> bool:
    return filing.details.form is Form.I129 and filing.details.purpose in {Purpose.EXTENSION, Purpose.RENEWAL}


@rule("H1B_PORTABILITY", codes=frozenset)
def portability(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """Work for a new employer may begin once its petition is filed.

    Source: INA 214(n); https://visaserve.com/options-for-nonimmigrant-workers-following-termination-of-employment/.
    """
    for filing in case.happened(Filing):
        details, filed = filing.details, filing.event_date
        to_another = details.form is Form.I129 and details.purpose is Purpose.CHANGE_OF_EMPLOYER and details.employer
        if not to_another or case.code_on(filed) not in rule.names("codes") or case.code not in rule.names("codes"):
            continue
        employer = details.employer or ""
        theirs = [job for job in jobs(case) if same(job.employer) == same(employer)]
        began = theirs[-1].start.event_date if theirs else None
        computation = Computation(filed, began, (began - filed).days if began else None, None, (f"filed on {filed}",))
        if began and began < filed:
            message = f"Work at {employer} began on {began}, before its petition was filed on {filed}."
            yield rule.finding(State.VIOLATED, message, computation, filing)
        elif case.has_failed(filing):
            message = f"The petition of {employer} ended without approval; it allows no work there."
            yield rule.finding(State.INFO, message, computation, filing)
        elif case.is_pending(filing):
            message = f"Work at {employer} may begin, or go on, since its petition was filed on {filed}."
            yield rule.finding(State.INFO, message, computation, filing)


@rule("LCA_PAF", business_days=int, keep_years=int)
def public_access_file(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """The public access file is ready a working day after the LCA is filed, and kept a year past the last job under it.

    Source: 20 CFR 655.760(a) and (c); https://tnalaw.com/what-is-a-labor-condition-application-lca/. It is the
    employer's duty.
    """
    for lca in case.happened(Filing):
        if lca.details.form is Form.LCA:
            yield _ready(case, rule, lca)
            yield from _kept(case, rule, lca)


def _of(event: EventFacts[PublicAccessFile] | EventFacts[EmploymentEnd], lca: EventFacts[Filing]) -> bool:
    employer, other = lca.details.employer, event.details.employer
    return employer is None or other is None or same(employer) == same(other)


def _ready(case: Case, rule: ActiveRule, lca: EventFacts[Filing]) -> Finding:
    limit, filed = rule.number("business_days"), lca.event_date
    done = next((each for each in case.happened(PublicAccessFile) if _of(each, lca) and each.event_date >= filed), None)
    employer = f" of {lca.details.employer}" if lca.details.employer else ""
    duty = Duty(
        start=filed,
        due=add_business_days(filed, limit),
        limit=limit,
        done_on=done.event_date if done else None,
        owed=f"The public access file{employer} for the LCA of {filed} must be ready",
        done=f"The public access file{employer} for the LCA of {filed} was ready",
        unit="business days",
    )
    return rule.duty(duty, lca, done)


def _kept(case: Case, rule: ActiveRule, lca: EventFacts[Filing]) -> Iterator[Finding]:
    ends = [each for each in case.happened(EmploymentEnd) if _of(each, lca) and each.event_date >= lca.event_date]
    if not ends or any(job.is_running and same(job.employer) == same(lca.details.employer or "") for job in jobs(case)):
        return
    years, last = rule.number("keep_years"), ends[-1].event_date
    until = anniversary(last, years)
    if case.as_of <= until:
        computation = Computation(last, until, (case.as_of - last).days, None, (f"{last} + {years} year = {until}",))
        message = (
            f"The public access file for the LCA of {lca.event_date} is kept until {until}, a year after the job ended."
        )
        yield rule.finding(State.UPCOMING, message, computation, lca, ends[-1], due=until)
