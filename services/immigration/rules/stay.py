"""How long somebody may stay by their I-94."""

from collections.abc import Iterator
from datetime import date

from services.immigration.rules.dates import LONG_AGO
from services.immigration.rules.facts import SETTLED, Case, EventFacts
from services.immigration.rules.findings import Computation, Finding, State
from services.immigration.rules.registry import rule
from services.immigration.rules.rule import ActiveRule
from services.immigration.rules.vocabulary import Filing, Form

KEEP_THE_STAY = {Form.I129, Form.I539, Form.I485, Form.I589}


def kept_by(case: Case, since: date | None, until: date) -> EventFacts[Filing] | None:
    """The application that was filed before the stay ended, and on which the person waits or which was approved."""
    for filing in reversed(case.happened(Filing)):
        in_time = (since or LONG_AGO) <= filing.event_date <= until
        if in_time and filing.details.form in KEEP_THE_STAY and not case.has_failed(filing):
            return filing
    return None


@rule("I94_EXPIRY")
def i94_expiry(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """The stay ends with the date of the latest I-94, and the person is out of status the day after; D/S has no date.

    Source: https://www.cbp.gov/travel/international-visitors/i-94. It never ends with the visa. Whoever left by that
    day has nothing to fear; whoever waits for an application that was filed by then may wait for it.
    """
    i94 = case.i94
    if i94 is None or i94.valid_until is None or case.code in SETTLED:
        return
    until = i94.valid_until
    left = case.journey
    if case.as_of > until and left and left.event_date <= until:
        return
    days = (until - case.as_of).days
    computation = Computation(start=case.as_of, end=until, days=days, steps=(f"{until} - {case.as_of} = {days} days",))
    filing = kept_by(case, i94.valid_from, until)
    if case.as_of > until and filing:
        yield _waiting(case, rule, until, filing, computation)
        return
    after = f"The I-94 ended on {until}: out of status since the day after."
    yield rule.deadline(until, f"The I-94 allows a stay until {until}.", after, computation, i94)


def _waiting(
    case: Case, rule: ActiveRule, until: date, filing: EventFacts[Filing], computation: Computation
) -> Finding:
    decision = case.decision_on(filing)
    form = filing.details.form
    if decision is None:
        message = f"The I-94 ended on {until}; the {form} filed on {filing.event_date}, before that, is pending."
        return rule.finding(State.INFO, message, computation, case.i94, filing, due=until)
    approved = f"The I-94 ended on {until}; the {form} filed on {filing.event_date} was approved"
    end = decision.details.valid_until
    if end is None:
        message = f"{approved}, and the new end of the stay is not recorded."
        return rule.finding(State.INFO, message, computation, case.i94, filing)
    return rule.deadline(
        end, f"{approved} until {end}.", f"{approved} until {end}, which is over.", computation, case.i94, filing
    )
