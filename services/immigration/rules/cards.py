"""Rules for work permits (EAD) outside practical training."""

from collections.abc import Iterator
from datetime import date

from services.immigration.rules.dates import LONG_AGO, after_days, after_months, counted
from services.immigration.rules.facts import TRAININGS, Case, EventFacts, StatusFacts
from services.immigration.rules.findings import Computation, Finding, State
from services.immigration.rules.registry import rule
from services.immigration.rules.rule import ActiveRule
from services.immigration.rules.vocabulary import Filing, Form, Purpose
from services.immigration.statuses.types import StatusType

CATEGORIES = {
    "REFUGEE": "A03",
    "ASYLEE": "A05",
    "TPS": "A12",
    "ASYLUM_PENDING": "C08",
    "AOS_PENDING": "C09",
    "PAROLEE": "C11",
    "VAWA": "C31",
    "DACA": "C33",
}
"""Of a work permit, by the code of its status: 8 CFR 274a.12."""

RENEWALS = {Purpose.RENEWAL, Purpose.EXTENSION, None}


def category(case: Case, permit: StatusFacts) -> str | None:
    """As recorded for the card, else by its code, else as on the I-765 before it, else by the person's status."""
    told = permit.details.get("category") or CATEGORIES.get(permit.status_code or "")
    if told:
        return str(told)
    filed = [
        each
        for each in case.happened(Filing)
        if each.details.form is Form.I765 and not permit.begun_by(each.event_date)
    ]
    if filed and filed[-1].details.category:
        return filed[-1].details.category
    return CATEGORIES.get(case.code or "")


def permit_of(case: Case) -> StatusFacts | None:
    """The work permit that runs longest, one for practical training aside."""
    permit = case.paper(StatusType.EAD)
    return permit if permit and permit.status_code not in TRAININGS else None


def renewal(case: Case, permit: StatusFacts) -> EventFacts[Filing] | None:
    """The latest application for a new card since a permit began."""
    for filing in reversed(case.happened(Filing)):
        details = filing.details
        if (
            details.form is Form.I765
            and details.purpose in RENEWALS
            and details.category not in {"C03A", "C03B", "C03C"}
        ):
            return filing if (permit.valid_from or LONG_AGO) < filing.event_date else None
    return None


def extended_until(case: Case, rule: ActiveRule | None, permit: StatusFacts) -> date | None:
    """To when a renewal that is pending carries a card on, by the version in force on the day of filing."""
    filing = renewal(case, permit)
    if rule is None or filing is None or not case.is_pending(filing) or filing.event_date > permit.period.last:
        return None
    then = rule.on(filing.event_date)
    eligible = then and (filing.details.category or category(case, permit)) in then.names("categories")
    days = then.number("days") if then and eligible else 0
    return after_days(permit.period.last, days) if days else None


@rule("EAD_AUTO_EXT", days=int, categories=frozenset)
def automatic_extension(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """A renewal filed in time before 2025-10-30 extends a card by up to 540 days; one filed since extends nothing.

    Source: https://www.federalregister.gov/documents/2025/10/30/2025-19702/; 8 CFR 274a.13(d). The day of filing says
    which version holds, and only some categories are extended. TPS extensions by notice are not looked at.
    """
    permit = permit_of(case)
    filing = renewal(case, permit) if permit else None
    if permit is None or filing is None or not case.is_pending(filing) or filing.event_date > permit.period.last:
        return
    ends, until = permit.period.last, extended_until(case, rule, permit)
    filed = f"the renewal filed on {filing.event_date} is pending"
    if until is None:
        steps = (f"filed on {filing.event_date}: {ends} + 0 days = {ends}",)
        computation = Computation(ends, ends, (case.as_of - ends).days, 0, steps)
        before = f"The work permit ends on {ends} although {filed}: it is not extended."
        after = f"The work permit ended on {ends} and is not extended, although {filed}."
        yield rule.deadline(ends, before, after, computation, permit, filing)
        return
    days = (until - ends).days
    steps = (f"filed on {filing.event_date}: {ends} + {days} days = {until}",)
    computation = Computation(ends, until, (case.as_of - ends).days, days, steps)
    before = f"The work permit of {ends} is extended until {until} while {filed}."
    after = f"The extension of the work permit ended on {until}, while {filed}."
    yield rule.deadline(until, before, after, computation, permit, filing)


@rule("EAD_MAX_VALIDITY", months=dict)
def longest_validity(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """Cards of some categories are made out for 18 months at most, those of parole and TPS for a year or their period.

    Source: USCIS Policy Manual, volume 10, part B; Public Law 119-21 for parole and TPS;
    https://www.mondaq.com/unitedstates/work-visas/1717872/. The version is that of the day of decision, or of the
    first day on the card: by then the application was pending. The day of the anniversary itself is tolerated.
    """
    permit = permit_of(case)
    if permit and permit.valid_from:
        yield from _too_long(case, rule, permit, permit.valid_from)
        yield from _next_card(case, rule, permit)


def _too_long(case: Case, rule: ActiveRule, permit: StatusFacts, start: date) -> Iterator[Finding]:
    then = rule.on(start)
    months = then.table("months").get(category(case, permit) or "") if then else None
    if then is None or months is None:
        return
    longest = _to_the_end_of_the_period(case, after_months(start, months))
    if permit.period.last > longest:
        over = (permit.period.last - longest).days
        steps = (f"{start} + {months} months, or the end of the period = {longest}",)
        computation = Computation(start, permit.period.last, (permit.period.last - start).days, None, steps)
        ends = f"The work permit runs to {permit.period.last}, {counted(over)} past"
        message = f"{ends} the longest that it can be made out for; check the card."
        yield then.finding(State.VIOLATED, message, computation, permit, due=longest)


def _to_the_end_of_the_period(case: Case, day: date) -> date:
    status = case.status
    if status and status.code in {"TPS", "PAROLEE"} and status.valid_until:
        return min(day, status.valid_until)
    return day


def _next_card(case: Case, rule: ActiveRule, permit: StatusFacts) -> Iterator[Finding]:
    filing = renewal(case, permit)
    if filing is None or not case.is_pending(filing):
        return
    months = rule.table("months").get(filing.details.category or category(case, permit) or "")
    if months:
        longest = _to_the_end_of_the_period(case, after_months(case.as_of, months))
        message = f"The card that was applied for on {filing.event_date} can be made out for at most {months} months."
        steps = (f"decided on {case.as_of}, it would run to {longest} at most",)
        yield rule.finding(State.INFO, message, Computation(case.as_of, longest, None, None, steps), filing)
