"""Rules for optional practical training after a degree."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.immigration.rules.dates import (
    DAY,
    LONG_AGO,
    Period,
    after_days,
    after_months,
    counted,
    gaps,
    total,
    union,
)
from services.immigration.rules.facts import Case, EventFacts, StatusFacts
from services.immigration.rules.findings import Computation, Finding, State
from services.immigration.rules.jobs import jobs
from services.immigration.rules.registry import rule
from services.immigration.rules.rule import About, ActiveRule
from services.immigration.rules.students import LONG_BEFORE, program_end
from services.immigration.rules.vocabulary import DsoRecommendation, Filing, Level, ProgramEnd, Training

POST_COMPLETION = ("OPT_POST", "OPT_STEM")


def recommended(case: Case, training: Training, since: date) -> EventFacts[DsoRecommendation] | None:
    """The latest recommendation since a day."""
    found = [each for each in case.happened(DsoRecommendation) if each.details.training is training]
    return found[-1] if found and found[-1].event_date >= since else None


def filed_for(case: Case, category: str, since: date) -> EventFacts[Filing] | None:
    """The latest I-765 in a category since a day."""
    found = [each for each in case.happened(Filing) if each.details.category == category]
    return found[-1] if found and found[-1].event_date >= since else None


@rule("OPT_APPLY_WINDOW", opens_before=int, closes_after=int, recommendation_days=int)
def opt_apply_window(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """The I-765 for OPT comes 90 days before to 60 after the program ends, and within 30 of the recommendation.

    Source: 8 CFR 214.2(f)(11)(i)(B);
    https://bashyamglobal.com/news/filing-deadlines-for-optional-practical-training-opt. An application that comes too
    early or too late is denied.
    """
    end = program_end(case) if case.code in {"F1", "CPT"} else None
    if end is None:
        return
    opens, closes = after_days(end.day, -rule.number("opens_before")), after_days(end.day, rule.number("closes_after"))
    steps = [
        f"{end.day} - {rule.number('opens_before')} days = {opens}",
        f"{end.day} + {rule.number('closes_after')} days = {closes}",
    ]
    advised = recommended(case, Training.OPT, opens - DAY * LONG_BEFORE)
    if advised:
        limit = after_days(advised.event_date, rule.number("recommendation_days"))
        steps.append(f"{advised.event_date} + {rule.number('recommendation_days')} days = {limit}")
        closes = min(closes, limit)
    filing = filed_for(case, "C03B", opens - DAY * LONG_BEFORE)
    computation = Computation(opens, closes, (closes - opens).days + 1, None, tuple(steps))
    yield window(
        rule, "The application for OPT (I-765)", Period(opens, closes), filing, computation, end.about, advised
    )


def window(
    rule: ActiveRule,
    what: str,
    between: Period,
    filing: EventFacts[Filing] | None,
    computation: Computation,
    *about: About,
) -> Finding:
    """Something that is filed between two days, neither before nor after."""
    opens, closes = between
    if filing is None and rule.as_of < opens:
        message = f"{what} can be filed from {opens} to {closes}."
        return rule.finding(State.UPCOMING, message, computation, *about, due=closes)
    if filing is None:
        before = f"{what} must be filed by {closes}; it could be since {opens}."
        return rule.deadline(
            closes, before, f"{what} was due by {closes}, and no filing is recorded.", computation, *about
        )
    filed = filing.event_date
    if filed in between:
        message = f"{what} was filed on {filed}, between {opens} and {closes}."
        return rule.finding(State.COMPLETED, message, computation, *about, filing, due=closes)
    wrong = (
        f"{counted((opens - filed).days)} before {opens}"
        if filed < opens
        else f"{counted((filed - closes).days)} after {closes}"
    )
    message = f"{what} was filed on {filed}, {wrong}: it can be filed from {opens} to {closes}."
    return rule.finding(State.VIOLATED, message, computation, *about, filing, due=closes)


def trainings(case: Case) -> list[StatusFacts]:
    """OPT and the STEM OPT that follows on it. A new OPT, after a time without, begins anew."""
    chain: list[StatusFacts] = []
    for status in case.stays_as(POST_COMPLETION):
        if chain and status.code == "OPT_POST" and status.period.first > chain[-1].period.last + DAY:
            chain = []
        if status.valid_from:
            chain.append(status)
    return chain


def unemployed(case: Case, training: Sequence[StatusFacts], least_hours: int) -> list[Period]:
    """The days of training, up to the day, on which no job had so many hours."""
    working = [period for job in jobs(case) for period in job.with_hours(least_hours)]
    today = Period(LONG_AGO, case.as_of)
    spans = union(status.period.within(today) for status in training)
    return [gap for span in spans for gap in gaps(span, working)]


@rule("OPT_UNEMPLOYMENT", opt_days=int, stem_days=int, least_hours=int)
def opt_unemployment(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """More than 90 days without a job end OPT, more than 150 over OPT and STEM OPT together.

    Source: 8 CFR 214.2(f)(10)(ii)(E). Every day counts on which no job of 20 hours a week or more is held, from the
    start on the work permit; in total, not in a row, and abroad too. The first and the last day of a job are worked.
    """
    training = trainings(case) if case.code in POST_COMPLETION else []
    if not training:
        return
    least, most = rule.number("least_hours"), rule.number("opt_days")
    idle, limit = unemployed(case, training, least), most
    if any(each.code == "OPT_STEM" for each in training):
        before = [gap.within(each.period) for gap in idle for each in training if each.code == "OPT_POST"]
        if total(union(before)) > most:
            idle = union(before)
        else:
            limit = rule.number("stem_days")
    yield _count(case, rule, training, idle, limit)


def _count(case: Case, rule: ActiveRule, training: Sequence[StatusFacts], idle: list[Period], limit: int) -> Finding:
    used = total(idle)
    steps = (*(f"without a job {gap}" for gap in idle), f"{counted(used)} in all, {limit} are allowed")
    computation = Computation(training[0].valid_from, case.as_of, used, limit, steps)
    counts = bool(idle) and idle[-1].last == case.as_of
    if used > limit:
        last = _last_allowed(idle, limit)
        message = (
            f"The person spent {counted(used)} of OPT without a job; the {limit} that are allowed were over on {last}."
        )
        return rule.finding(State.VIOLATED, message, computation, training[-1], due=last)
    if not counts:
        now = "a job is held" if training[-1].period.last >= case.as_of else f"OPT ended on {training[-1].valid_until}"
        message = f"The person spent {counted(used)} of OPT without a job, of {limit} that are allowed; {now}."
        return rule.finding(State.INFO, message, computation, training[-1])
    last = after_days(case.as_of, limit - used)
    spent = f"The person spent {counted(used)} of OPT without a job"
    message = f"{spent}; without one the {limit} that are allowed are over on {last}."
    return rule.finding(State.DUE, message, computation, training[-1], due=last)


def _last_allowed(idle: Sequence[Period], limit: int) -> date:
    """The day on which the allowed days were used up."""
    left = limit
    for gap in idle:
        if gap.days >= left:
            return after_days(gap.first, left - 1)
        left -= gap.days
    return idle[-1].last


@rule("OPT_HOURS", least_hours=int)
def opt_hours(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """A job counts on OPT from 20 hours a week; on STEM OPT each job has as many.

    Source: https://studyinthestates.dhs.gov/; 8 CFR 214.2(f)(10)(ii)(E) and (C)(8). One that has fewer is no fault on
    OPT while another has enough.
    """
    if case.code not in POST_COMPLETION:
        return
    least = rule.number("least_hours")
    running = [(job, job.spans()[-1][1]) for job in jobs(case) if job.is_running]
    enough = any(hours is None or hours >= least for _, hours in running)
    for job, hours in running:
        if hours is None or hours >= least or (enough and case.code == "OPT_POST"):
            continue
        steps = (f"{hours:g} hours a week, {least} are needed",)
        message = f"The job at {job.employer} has {hours:g} hours a week; it counts from {least}."
        yield rule.finding(
            State.VIOLATED, message, Computation(job.start.event_date, limit=least, steps=steps), job.start
        )


@rule("OPT_LENGTH", months=int)
def opt_length(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """OPT lasts 12 months for each level of education.

    Source: 8 CFR 214.2(f)(10); https://isss.wvu.edu/students/f-1-students/opt-faqs. The level is that of the last
    program to have ended before, and without one each period is looked at by itself; days between periods are not
    counted.
    """
    by_level: dict[Level | date, list[StatusFacts]] = {}
    for status in case.stays_as({"OPT_POST"}):
        if status.valid_from and status.valid_until:
            by_level.setdefault(level_at(case, status.valid_from) or status.valid_from, []).append(status)
    months = rule.number("months")
    for level, periods in by_level.items():
        spent = [each.period for each in periods]
        whole = Period(min(spent).first, max(each.last for each in spent))
        between = gaps(whole, spent)
        last = after_days(after_months(whole.first, months), total(between) - 1)
        if whole.last > last and case.code in POST_COMPLETION:
            steps = (f"{whole.first} + {months} months and {counted(total(between))} between = {last}",)
            computation = Computation(whole.first, whole.last, whole.days - total(between), None, steps)
            of = f" of the level {level}" if isinstance(level, Level) else ""
            message = f"OPT{of} runs to {whole.last}, and its {months} months are over on {last}."
            yield rule.finding(State.VIOLATED, message, computation, periods[-1], due=last)


def level_at(case: Case, start: date) -> Level | None:
    """Of the last program that ended before training started."""
    ended = [each for each in case.planned(ProgramEnd) if each.event_date <= start and each.details.level]
    return ended[-1].details.level if ended else None
