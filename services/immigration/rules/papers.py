"""Papers and stays that end on a day."""

from collections.abc import Iterator

from services.immigration.rules import cards, stem
from services.immigration.rules.dates import counted
from services.immigration.rules.facts import SETTLED, STUDENTS, TRAININGS, Case, StatusFacts
from services.immigration.rules.findings import Computation, Finding, Severity
from services.immigration.rules.jobs import jobs
from services.immigration.rules.registry import rule
from services.immigration.rules.rule import ActiveRule
from services.immigration.rules.stay import kept_by
from services.immigration.rules.students import cap_gap
from services.immigration.statuses.types import StatusType

PAPERS = {
    StatusType.PASSPORT: ("passport", Severity.WARNING),
    StatusType.EAD: ("work permit", Severity.CRITICAL),
    StatusType.VISA: ("visa", Severity.INFO),
    StatusType.GREEN_CARD: ("green card", Severity.WARNING),
}
WITH_A_GRACE_PERIOD = STUDENTS | {"J1"}
"""Whether the stay is over once these have ended is for the rules on their grace period."""

OWN_RULES = SETTLED | {"F1", "CPT", "O1", "TN", "E3", "H1B1"}
WORK_WITHOUT_A_PERMIT = SETTLED | {"H1B", "H1B1", "L1", "L1A", "L1B", "O1", "TN", "E3"}


@rule("EXPIRY")
def expiry(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """Passport, work permit, visa, green card and the status itself, each with its last day.

    Source: the dates on the papers; what one may do about them stands in the rules of their own. Quiet are what a newer
    one of its kind replaces, a visa that has expired (VISA_NOT_STATUS), a work permit that is carried on (CAP_GAP,
    STEM_180, EAD_AUTO_EXT) or that its holder no longer needs, and a status whose end is that of
    the I-94, or that has a rule of its own for its end.
    """
    for paper in _latest_papers(case):
        if not (paper.period.last < case.as_of and _needs_no_renewal(case, rule, paper)):
            name, severity = PAPERS[paper.status_type]
            yield _ending(rule, paper, f"The {name}{_issued_by(paper)}", severity)
    if case.status and case.status.valid_until and not _has_its_own_rule(case, case.status):
        yield _ending(rule, case.status, f"The status {case.status.code}", Severity.CRITICAL)


def _ending(rule: ActiveRule, status: StatusFacts, what: str, severity: Severity) -> Finding:
    until = status.period.last
    computation = Computation(
        start=rule.as_of,
        end=until,
        days=(until - rule.as_of).days,
        steps=(f"{until} is {counted(abs((until - rule.as_of).days))} {'ahead' if until >= rule.as_of else 'ago'}",),
    )
    return rule.deadline(
        until, f"{what} ends on {until}.", f"{what} ended on {until}.", computation, status, severity=severity
    )


def _issued_by(paper: StatusFacts) -> str:
    return f" ({paper.country})" if paper.country else ""


def _latest_papers(case: Case) -> Iterator[StatusFacts]:
    """Of each kind the one that runs longest; passports are of a kind by country, visas by class."""
    longest: dict[tuple[StatusType, str | None], StatusFacts] = {}
    for status_type in PAPERS:
        for paper in case.papers(status_type):
            if paper.valid_until is None or paper.code == "CONDITIONAL_LPR":
                continue
            detail = {StatusType.PASSPORT: paper.country, StatusType.VISA: paper.status_code}.get(status_type)
            kept = longest.setdefault((status_type, detail), paper)
            if (paper.period.last, paper.id) > (kept.period.last, kept.id):
                longest[status_type, detail] = paper
    yield from longest.values()


def _needs_no_renewal(case: Case, rule: ActiveRule, paper: StatusFacts) -> bool:
    """Of a paper that has expired."""
    if paper.status_type is StatusType.EAD:
        return _is_extended(case, rule, paper) or _is_past_need(case, paper)
    return paper.status_type is StatusType.VISA


def _is_past_need(case: Case, permit: StatusFacts) -> bool:
    """Another status allows the work, or the training is over and there is no job."""
    if case.code in WORK_WITHOUT_A_PERMIT:
        return True
    return _is_for_training(case, permit) and not any(job.is_running for job in jobs(case))


def _is_for_training(case: Case, permit: StatusFacts) -> bool:
    """By its code, or because it ends with the training."""
    ends = {stay.valid_until for stay in case.stays_as(TRAININGS)}
    return permit.code in TRAININGS or permit.valid_until in ends


def _is_extended(case: Case, rule: ActiveRule, permit: StatusFacts) -> bool:
    """Whether a cap-gap, or a pending renewal that was filed in time, carries a work permit on."""
    gap = cap_gap(case, rule.other("CAP_GAP")) if _is_for_training(case, permit) else None
    until = stem.extended_until(case, rule.other("STEM_180"), permit) or cards.extended_until(
        case, rule.other("EAD_AUTO_EXT"), permit
    )
    in_gap = gap is not None and gap.may_work and gap.failed_on is None and case.as_of <= gap.until
    return in_gap or (until is not None and case.as_of <= until)


def _has_its_own_rule(case: Case, status: StatusFacts) -> bool:
    """Whether another rule speaks of the end of the status."""
    until = status.period.last
    over = case.as_of > until
    i94 = case.i94.valid_until if case.i94 else None
    return (
        status.status_type in PAPERS
        or status.code in OWN_RULES
        or (over and status.code in WITH_A_GRACE_PERIOD)
        or (over and kept_by(case, status.valid_from, until) is not None)
        or (i94 is not None and i94 <= until)
    )
