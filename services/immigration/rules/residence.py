"""Rules for permanent residents."""

from collections.abc import Iterator
from datetime import date

from services.immigration.rules.dates import (
    LONG_AGO,
    Period,
    after_days,
    after_months,
    anniversary,
    counted,
    earliest_anniversary_for_filing,
)
from services.immigration.rules.facts import RESIDENTS, Case, EventFacts
from services.immigration.rules.findings import Computation, Finding, State
from services.immigration.rules.opt import window
from services.immigration.rules.registry import rule
from services.immigration.rules.rule import ActiveRule
from services.immigration.rules.vocabulary import Filing, Form, Marriage, MarriageEnd, Travel


def last_filed(case: Case, form: Form, since: date | None = None) -> EventFacts[Filing] | None:
    """The latest of a form that was not turned away."""
    for filing in reversed(case.happened(Filing)):
        if filing.details.form is form and filing.event_date >= (since or LONG_AGO) and not case.has_failed(filing):
            return filing
    return None


def resident_since(case: Case) -> date | None:
    """The first day of residence that is recorded, conditional or not; a later card does not change it."""
    return min((each.valid_from for each in case.stays_as(RESIDENTS) if each.valid_from), default=None)


@rule("I751_WINDOW", years=int, opens_before=int)
def remove_conditions(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """The I-751 is filed in the 90 days before the second anniversary of conditional residence.

    Source: INA 216(d)(2); 8 CFR 216.4(a)(1). Earlier is rejected, later needs good cause. For a 29 February the window
    opens as for 1 March and closes on 28 February.
    """
    since = resident_since(case) if case.code == "CONDITIONAL_LPR" else None
    if since is None:
        return
    years, before = rule.number("years"), rule.number("opens_before")
    closes = anniversary(since, years)
    opens = after_days(earliest_anniversary_for_filing(since, years), -before)
    steps = (f"{since} + {years} years = {closes}", f"{closes} - {before} days = {opens}")
    computation = Computation(opens, closes, (closes - opens).days, None, steps)
    filing = last_filed(case, Form.I751)
    yield window(
        rule, "The petition to remove conditions (I-751)", Period(opens, closes), filing, computation, case.status
    )


@rule("I90_WINDOW", months=int)
def renew_card(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """A ten-year card is renewed with an I-90 in its last six months; residence does not end with it.

    Source: 8 CFR 264.5(b)(2); https://nayaimmigration.com/green-card-renewal.
    """
    cards = [each for each in case.stays_as({"LPR"}) if each.valid_until]
    card = max(cards, key=lambda each: each.period.last, default=None)
    if case.code != "LPR" or card is None:
        return
    ends = card.period.last
    opens = after_months(ends, -rule.number("months"))
    steps = (f"{ends} - {rule.number('months')} months = {opens}",)
    computation = Computation(opens, ends, (ends - opens).days, None, steps)
    filing = last_filed(case, Form.I90, after_months(ends, -24))
    what = f"The renewal of the green card of {ends} (I-90)"
    if filing:
        message = f"{what} was filed on {filing.event_date}; residence does not end with the card."
        yield rule.finding(State.COMPLETED, message, computation, card, filing, due=ends)
    elif case.as_of < opens:
        yield rule.finding(State.UPCOMING, f"{what} can be filed from {opens}.", computation, card, due=ends)
    else:
        before = f"{what} can be filed since {opens}; residence does not end with the card."
        after = f"The green card ended on {ends}, and residence did not; an I-90 is not on record."
        yield rule.deadline(ends, before, after, computation, card, is_open=True)


@rule("LPR_ABSENCE", days=int, permit_years=int)
def absence(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """An absence of more than 180 days invites questions, one of more than a year needs a re-entry permit.

    Source:
    https://www.uscis.gov/green-card/after-we-grant-your-green-card/international-travel-as-a-permanent-resident; INA
    101(a)(13)(C), 8 CFR 211.1(a). Counted from the day after the departure to the return, also one that is planned.
    """
    for trip in case.planned(Travel) if case.code in RESIDENTS else ():
        not_made = trip.details.planned and trip.event_date <= case.as_of
        if case.code_on(trip.event_date) in RESIDENTS and not not_made:
            yield from _absence(case, rule, trip)


def _absence(case: Case, rule: ActiveRule, trip: EventFacts[Travel]) -> Iterator[Finding]:
    left, back = trip.event_date, trip.details.returned_on
    abroad = left <= case.as_of and (back is None or back > case.as_of)
    until = case.as_of if abroad else back or left
    days, years = (until - left).days, rule.number("permit_years")
    questions, permit_by = after_days(left, rule.number("days")), anniversary(left, years)
    steps = (
        f"{left} to {until}: {counted(days)}",
        f"{left} + {rule.number('days')} days = {questions}",
        f"{left} + {years} year = {permit_by}",
    )
    computation = Computation(left, until, days, rule.number("days"), steps)
    words = f"The absence since {left}" if abroad else f"The absence from {left} to {until}"
    lasted = f"{words} {'has lasted' if abroad else 'lasts' if left > case.as_of else 'lasted'} {counted(days)}"
    if until > permit_by and not trip.details.reentry_permit:
        message = f"{lasted}, more than {years} year: it needs a re-entry permit, and none is recorded."
    elif until > questions:
        message = f"{lasted}: after more than {rule.number('days')} there will be questions about residence."
    elif abroad:
        message = f"{lasted}; to be back within {rule.number('days')} the person returns by {questions}."
        yield rule.deadline(questions, message, message, computation, trip)
        return
    else:
        return
    if left > case.as_of:
        yield rule.deadline(left, message, message, computation, trip)
    else:
        yield rule.finding(
            State.VIOLATED if abroad else State.INFO, message, computation, trip, due=questions if abroad else None
        )


@rule("N400_EARLY", years=int, married_years=int, opens_before=int)
def naturalization(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """The N-400 may be filed 90 days before 5 years of residence, or 3 in marriage with a citizen, are over.

    Source: INA 316(a), 319(a), 334(a); https://www.uscis.gov/n-400. The marriage, and the spouse's citizenship, must
    have lasted as long as the residence. A 29 February counts as 1 March, so that nothing is filed early. Absences,
    which can break the time, are not looked at.
    """
    since = resident_since(case) if case.code in RESIDENTS else None
    if since is None:
        return
    full = earliest_anniversary_for_filing(since, rule.number("years"))
    step = f"{since} + {rule.number('years')} years = {full}"
    union = _married_to_a_citizen_since(case)
    if union:
        counted_from = max(since, union)
        short = earliest_anniversary_for_filing(counted_from, rule.number("married_years"))
        if short < full:
            full, step = short, f"{counted_from} + {rule.number('married_years')} years of marriage = {short}"
    opens = after_days(full, -rule.number("opens_before"))
    computation = Computation(
        since, opens, (opens - case.as_of).days, None, (step, f"{full} - {rule.number('opens_before')} days = {opens}")
    )
    yield _may_apply(case, rule, opens, computation)


def _may_apply(case: Case, rule: ActiveRule, opens: date, computation: Computation) -> Finding:
    filing = last_filed(case, Form.N400)
    if filing and filing.event_date < opens:
        message = (
            f"The N-400 was filed on {filing.event_date}, {counted((opens - filing.event_date).days)} before {opens}."
        )
        return rule.finding(State.VIOLATED, message, computation, case.status, filing, due=opens)
    if filing:
        message = f"The N-400 was filed on {filing.event_date}; it could be since {opens}."
        return rule.finding(State.COMPLETED, message, computation, case.status, filing)
    if case.as_of < opens:
        message = f"The N-400 can be filed from {opens}."
        return rule.finding(State.UPCOMING, message, computation, case.status, due=opens)
    return rule.finding(State.INFO, f"The N-400 can be filed since {opens}.", computation, case.status)


def _married_to_a_citizen_since(case: Case) -> date | None:
    """None where the marriage has ended."""
    wedding = next(reversed(case.happened(Marriage)), None)
    if wedding is None or not wedding.details.spouse_is_citizen:
        return None
    if any(end.event_date >= wedding.event_date for end in case.happened(MarriageEnd)):
        return None
    return max(wedding.event_date, wedding.details.spouse_citizen_since or LONG_AGO)
