"""A person against all rules as of a day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.immigration.rules.dates import FAR_AHEAD
from services.immigration.rules.facts import SETTLED, Case, StatusFacts
from services.immigration.rules.findings import Finding, Severity, State
from services.immigration.rules.registry import FUNCTIONS
from services.immigration.rules.rule import Rules

SEVERITIES = list(Severity)
STATES = [State.VIOLATED, State.DUE, State.INFO, State.UPCOMING, State.COMPLETED]


class Overall(StrEnum):
    """`unknown`: there is no status, or nothing that any rule could decide."""

    COMPLIANT = "compliant"
    ATTENTION = "attention"
    NON_COMPLIANT = "non_compliant"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`items` want attention or are good to know, worst first; the rest is in the order of its days.

    Without a status the I-94 stands for it.
    """

    overall: Overall
    as_of: date
    current_status: StatusFacts | None
    days_remaining: int | None
    items: Sequence[Finding]
    upcoming: Sequence[Finding]
    completed: Sequence[Finding]


def evaluate(case: Case, rules: Rules) -> Evaluation:
    """The same facts, day and rules always give the same evaluation, in the same order."""
    found = list(findings(case, rules))
    items = [each for each in found if each.state not in {State.UPCOMING, State.COMPLETED}]
    return Evaluation(
        overall=_overall(case, found),
        as_of=case.as_of,
        current_status=case.status or case.i94,
        days_remaining=days_remaining(case),
        items=sorted(items, key=lambda each: (_worst_first(each), *_by_day(each))),
        upcoming=sorted((each for each in found if each.state is State.UPCOMING), key=_by_day),
        completed=sorted((each for each in found if each.state is State.COMPLETED), key=_by_day),
    )


def findings(case: Case, rules: Rules) -> Iterator[Finding]:
    """In the order of the catalogue."""
    for rule_id, active in rules.on(case.as_of).items():
        yield from FUNCTIONS[rule_id].function(case, active)


def days_remaining(case: Case) -> int | None:
    """Of the stay: to the date of the I-94 where it has one, never to that of a visa; else to the end of the status.

    None where it has no fixed end. Negative once it is over.
    """
    if case.code in {"LPR", "USC"}:
        return None
    i94 = case.i94 if case.code not in SETTLED else None
    end = (i94 and i94.valid_until) or (case.status and case.status.valid_until)
    return (end - case.as_of).days if end else None


def _overall(case: Case, found: Sequence[Finding]) -> Overall:
    wanting = [each for each in found if each.state in {State.VIOLATED, State.DUE}]
    if any(each.state is State.VIOLATED and each.severity is Severity.CRITICAL for each in wanting):
        return Overall.NON_COMPLIANT
    if any(each.severity is not Severity.INFO for each in wanting):
        return Overall.ATTENTION
    if case.code == "USC" or ((case.status or case.i94) and found):
        return Overall.COMPLIANT
    return Overall.UNKNOWN


def _worst_first(finding: Finding) -> tuple[int, int]:
    return STATES.index(finding.state), SEVERITIES.index(finding.severity)


def _by_day(finding: Finding) -> tuple[date, str, int, int, str]:
    status, event = finding.status_id, finding.event_id
    return (
        finding.due_date or FAR_AHEAD,
        finding.rule,
        status.int if status else 0,
        event.int if event else 0,
        finding.message,
    )
