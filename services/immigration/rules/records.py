"""What linked documents say otherwise than the record."""

from collections.abc import Iterator

from services.immigration.rules.facts import Case
from services.immigration.rules.findings import Computation, Finding, State
from services.immigration.rules.registry import rule
from services.immigration.rules.rule import ActiveRule

CALLED = {
    "alien_number": "A-number",
    "first_name": "given name",
    "last_name": "surname",
    "sevis_id": "SEVIS ID",
    "status_code": "class",
    "valid_from": "first day",
    "valid_until": "last day",
}
"""Other fields are called as they are named."""


@rule("RECORD_CONFLICT")
def record_conflict(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """A document that was linked and the record can't both be right.

    Source: 8 CFR 274a.2(b)(1)(ii)(A): an employer sees to it that documents relate to the individual. What either says
    is not repeated: who may see the document finds it there. One that differs in several ways is found once for each.
    """
    statuses = {status.id: status for status in case.person.statuses}
    for each in case.person.contradictions:
        status = statuses.get(each.status_id) if each.status_id else None
        what = CALLED.get(each.field, each.field.replace("_", " "))
        of = f" of the {status.status_type.value.replace('_', ' ')}" if status else ""
        message = f"A linked document ({each.paper}) has another {what}{of} than the record."
        yield rule.finding(State.DUE, message, Computation(steps=(f"{each.paper}: {what}",)), status)
