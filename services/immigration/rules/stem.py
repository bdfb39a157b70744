"""Rules for the STEM OPT extension."""

from collections.abc import Iterator
from datetime import date

from services.immigration.rules.dates import DAY, FAR_AHEAD, Period, after_days, after_months, counted
from services.immigration.rules.facts import Case, EventFacts, StatusFacts
from services.immigration.rules.findings import Computation, Finding, State
from services.immigration.rules.jobs import jobs, same
from services.immigration.rules.opt import filed_for, level_at, recommended, window
from services.immigration.rules.registry import rule
from services.immigration.rules.reporting import reported
from services.immigration.rules.rule import ActiveRule, Duty
from services.immigration.rules.students import LONG_BEFORE
from services.immigration.rules.vocabulary import (
    EmploymentChange,
    EmploymentEnd,
    Filing,
    I983Evaluation,
    ProgramEnd,
    Recipient,
    StemValidation,
    Subject,
    Training,
)
from shared.business_days import add_business_days


def stem(case: Case) -> StatusFacts | None:
    """The STEM OPT that the person is on, or just was."""
    status = case.status
    return status if status and status.code == "OPT_STEM" and status.valid_from else None


@rule("STEM_APPLY_WINDOW", opens_before=int, recommendation_days=int, safe_days=int)
def stem_apply_window(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """The I-765 for STEM OPT is received from 90 days before the OPT work permit expires, and before it has.

    Source: 8 CFR 214.2(f)(11)(i)(C), which allows 60 days from the DSO's recommendation; secondary pages say 30, so
    these are the due date until they are over. Who has not said that their degree is on the STEM list, nor been
    recommended, is told and not urged.
    """
    permit = case.status
    if permit is None or permit.code != "OPT_POST" or permit.valid_until is None:
        return
    degree = next((each for each in reversed(case.planned(ProgramEnd)) if each.details.stem is not None), None)
    opens = after_days(permit.valid_until, -rule.number("opens_before"))
    advised = recommended(case, Training.STEM_OPT, opens - DAY * LONG_BEFORE)
    filing = filed_for(case, "C03C", opens - DAY * LONG_BEFORE)
    if degree and not degree.details.stem and advised is None and filing is None:
        return
    closes, steps = _closes(rule, permit.valid_until, opens, advised.event_date if advised else None)
    computation = Computation(opens, closes, (closes - opens).days + 1, None, steps)
    if degree or advised or filing:
        what = "The application for STEM OPT (I-765)"
        yield window(rule, what, Period(opens, closes), filing, computation, permit, advised)
    elif case.as_of <= closes:
        message = f"With a degree on the STEM list, STEM OPT can be applied for from {opens} to {closes}."
        yield rule.finding(State.INFO, message, computation, permit, due=closes)


def _closes(rule: ActiveRule, expires: date, opens: date, advised: date | None) -> tuple[date, tuple[str, ...]]:
    steps = [f"{expires} - {rule.number('opens_before')} days = {opens}", f"the work permit expires on {expires}"]
    if advised is None:
        return expires, tuple(steps)
    safe, last = (after_days(advised, rule.number(name)) for name in ("safe_days", "recommendation_days"))
    steps.append(f"recommended on {advised}: {safe} is safe, {last} the limit")
    return min(expires, last if rule.as_of > safe else safe), tuple(steps)


@rule("STEM_LENGTH", months=int, lifetime=int)
def stem_length(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """STEM OPT lasts 24 months, twice in a lifetime, the second at a higher level; with E-Verify and a Form I-983.

    Source: 8 CFR 214.2(f)(10)(ii)(C);
    https://www.cpace.csulb.edu/international/international-students---scholars-services/employment/stem-opt.
    """
    extensions = _extensions(case)
    months = rule.number("months")
    for extension in extensions if stem(case) else ():
        last = after_months(extension.first, months) - DAY
        if extension.last > last:
            steps = (f"{extension.first} + {months} months = through {last}",)
            computation = Computation(extension.first, extension.last, extension.days, None, steps)
            message = f"STEM OPT runs to {extension.last}, and its {months} months are over on {last}."
            yield rule.finding(State.VIOLATED, message, computation, case.status, due=last)
    if stem(case):
        yield from _again(case, rule, extensions)
        yield from _employers(case, rule)


def _extensions(case: Case) -> list[Period]:
    """Records that join are one extension."""
    found: list[Period] = []
    for status in case.stays_as({"OPT_STEM"}):
        period = status.period
        if found and period.first <= found[-1].last + DAY:
            found[-1] = Period(found[-1].first, max(found[-1].last, period.last))
        elif status.valid_from and status.valid_until:
            found.append(period)
    return found


def _again(case: Case, rule: ActiveRule, extensions: list[Period]) -> Iterator[Finding]:
    lifetime = rule.number("lifetime")
    steps = tuple(str(each) for each in extensions)
    computation = Computation(days=len(extensions), limit=lifetime, steps=steps)
    if len(extensions) > lifetime:
        message = f"This is STEM OPT number {len(extensions)}; {lifetime} are possible in a lifetime."
        yield rule.finding(State.VIOLATED, message, computation, case.status)
    elif len(extensions) > 1:
        before, after = (level_at(case, each.first) for each in extensions[-2:])
        if before and after and after.rank <= before.rank:
            message = f"The second STEM OPT rests on the level {after}, which is not above {before} of the first."
            yield rule.finding(State.VIOLATED, message, computation, case.status)


def _employers(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    for job in jobs(case):
        start = job.start.details
        lacks = [
            what
            for what, has in (
                ("does not take part in E-Verify", start.e_verify),
                ("has no signed Form I-983", start.training_plan),
            )
            if has is False
        ]
        if job.is_running and lacks:
            message = f"The job at {job.employer} can't be held on STEM OPT: the employer {' and '.join(lacks)}."
            steps = tuple(f"the employer {each}" for each in lacks)
            yield rule.finding(State.VIOLATED, message, Computation(job.start.event_date, steps=steps), job.start)


@rule("STEM_VALIDATION", months=tuple, early_days=int)
def stem_validation(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """The person confirms their details with the DSO 6, 12, 18 and 24 months after STEM OPT began.

    Source: 8 CFR 214.2(f)(12)(ii);
    https://clemson.edu/campus-life/campus-services/international/employment-resources/extension.html. One that comes
    up to 30 days early counts; what falls after the end is due on the last day.
    """
    status = stem(case)
    if status is None or status.valid_from is None:
        return
    validations = case.happened(StemValidation)
    falls = [(after_months(status.valid_from, months), months) for months in rule.numbers("months")]
    dues = [(min(due, status.period.last), months) for due, months in falls if due - DAY <= status.period.last]
    for (due, months), following in zip(dues, [*(due for due, _ in dues[1:]), FAR_AHEAD], strict=False):
        opens = after_days(due, -rule.number("early_days"))
        until = after_days(following, -rule.number("early_days")) if following < FAR_AHEAD else following
        done = next((each for each in validations if opens <= each.event_date < until), None)
        steps = (f"{status.valid_from} + {months} months = {due}",)
        words = f"the STEM OPT details after {months} months"
        if done:
            late = (done.event_date - due).days
            message = f"The person confirmed {words} on {done.event_date}{_lateness(late)}."
            computation = Computation(status.valid_from, due, late, None, steps)
            yield rule.finding(State.COMPLETED, message, computation, status, done, due=due)
        else:
            message = f"The person must confirm {words} with the DSO by {due}"
            computation = Computation(status.valid_from, due, (due - case.as_of).days, None, steps)
            after = f"{message}, and nothing shows that it was done."
            yield rule.deadline(due, f"{message}.", after, computation, status)


def _lateness(days: int) -> str:
    return f", {counted(days)} late" if days > 0 else ""


@rule("STEM_I983_EVAL", first_months=int, late_days=int)
def stem_evaluations(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """A self-evaluation within 12 months of the start of STEM OPT, a final one at the end of a job and of STEM OPT.

    Source: 8 CFR 214.2(f)(10)(ii)(C)(9)(ii); https://isss.uoregon.edu/stem-opt-update. Each is at most 10 days late.
    """
    status = stem(case)
    if status is None or status.valid_from is None:
        return
    first = after_months(status.valid_from, rule.number("first_months"))
    if first <= status.period.last:
        yield _evaluation(case, rule, status, first, "self-evaluation", None)
    for job in jobs(case):
        if job.end and job.end.event_date in status.period:
            yield _evaluation(case, rule, status, job.end.event_date, "final evaluation", job.employer)
    running = next((job for job in jobs(case) if job.end is None), None)
    if running and status.valid_until:
        yield _evaluation(case, rule, status, status.valid_until, "final evaluation", running.employer)


def _evaluation(
    case: Case, rule: ActiveRule, status: StatusFacts, day: date, what: str, employer: str | None
) -> Finding:
    """Of the whole time where there is no employer; the final one of a job may come up to 30 days before its end."""
    limit = rule.number("late_days")
    found = [
        each
        for each in case.happened(I983Evaluation)
        if each.details.final is (employer is not None)
        and each.event_date in Period(after_days(day, -30) if employer else status.period.first, FAR_AHEAD)
        and (employer is None or each.details.employer is None or same(each.details.employer) == same(employer))
    ]
    of = f" at {employer}" if employer else ""
    duty = Duty(
        start=day,
        due=after_days(day, limit),
        limit=limit,
        done_on=found[0].event_date if found else None,
        owed=f"The {what}{of} on Form I-983, of {day}, must be handed in",
        done=f"The {what}{of} on Form I-983, of {day}, was handed in",
    )
    return rule.duty(duty, status, found[0] if found else None)


@rule("STEM_MATERIAL_CHANGE", days=int, changes=frozenset)
def stem_material_change(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """A new EIN, a cut in pay or hours, or other duties: an amended I-983 goes to the DSO within 10 days.

    Source: 8 CFR 214.2(f)(10)(ii)(C)(9)(ii);
    https://ois.usc.edu/employment/employment-f1/opt-stem/reporting-requirements/. A pay cut that follows from fewer
    hours is a cut in hours.
    """
    status = stem(case)
    limit = rule.number("days")
    for change in case.happened(EmploymentChange) if status else ():
        if change.details.change not in rule.names("changes") or case.code_on(change.event_date) != "OPT_STEM":
            continue
        done = reported(case, Subject.TRAINING_PLAN, {Recipient.DSO}, change.event_date)
        words = f"The change of {change.event_date} ({change.details.change}) at {change.details.employer}"
        duty = Duty(
            start=change.event_date,
            due=after_days(change.event_date, limit),
            limit=limit,
            done_on=done.event_date if done else None,
            owed=f"{words} needs an amended Form I-983",
            done=f"{words} was reported with an amended Form I-983",
        )
        yield rule.duty(duty, change)


@rule("STEM_EMPLOYER_TERMINATION", business_days=int)
def stem_employer_termination(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """The employer tells the DSO within 5 business days that a STEM OPT job has ended.

    Source: 8 CFR 214.2(f)(10)(ii)(C)(6);
    https://international.northeastern.edu/ogs/employment/working-after-graduation/reporting-stem-opt/. What the student
    reports is a duty of its own (SEVIS_10DAY).
    """
    limit = rule.number("business_days")
    for end in case.happened(EmploymentEnd) if stem(case) else ():
        if case.code_on(end.event_date) != "OPT_STEM":
            continue
        done = reported(case, Subject.EMPLOYMENT_END, {Recipient.DSO}, end.event_date, by_employer=True)
        words = f"The end of the job at {end.details.employer} on {end.event_date}"
        duty = Duty(
            start=end.event_date,
            due=add_business_days(end.event_date, limit),
            limit=limit,
            done_on=done.event_date if done else None,
            owed=f"{words} must be reported by the employer",
            done=f"{words} was reported by the employer",
            unit="business days",
        )
        yield rule.duty(duty, end)


def extended_until(case: Case, rule: ActiveRule | None, permit: StatusFacts) -> date | None:
    """To when a STEM OPT application that is pending carries an OPT work permit on."""
    filing = pending(case, permit)
    return after_days(permit.period.last, rule.number("days")) if rule and filing and permit.valid_until else None


def pending(case: Case, permit: StatusFacts) -> EventFacts[Filing] | None:
    """The application for STEM OPT that was filed before a permit expired."""
    until = permit.period.last
    filing = filed_for(case, "C03C", after_days(until, -LONG_BEFORE)) if permit.valid_until else None
    return filing if filing and filing.event_date <= until and case.is_pending(filing) else None


@rule("STEM_180", days=int)
def stem_180(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """A STEM OPT application filed in time keeps work authorization for up to 180 days while it is pending.

    Source: 8 CFR 274a.12(b)(6)(iv). It is a regulation of its own, which the end of automatic extensions in 2025 did
    not touch.
    """
    permit = case.status
    if permit is None or permit.code != "OPT_POST":
        return
    filing, until = pending(case, permit), extended_until(case, rule, permit)
    if filing is None or until is None:
        return
    days, ends = rule.number("days"), permit.period.last
    computation = Computation(ends, until, (case.as_of - ends).days, days, (f"{ends} + {days} days = {until}",))
    before = f"Work may go on until {until} while the application for STEM OPT of {filing.event_date} is pending."
    after = f"The {days} days in which work could go on while STEM OPT was pending ended on {until}."
    yield rule.deadline(until, before, after, computation, permit, filing)
