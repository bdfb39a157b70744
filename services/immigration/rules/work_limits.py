"""The longest that workers may stay: six years of H-1B, seven or five of L-1, and what is given at a time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from services.immigration.rules.dates import (
    DAY,
    FAR_AHEAD,
    LONG_AGO,
    Period,
    after_days,
    anniversary,
    counted,
    gaps,
    total,
    union,
)
from services.immigration.rules.facts import Case, EventFacts, StatusFacts
from services.immigration.rules.findings import Computation, Finding, State
from services.immigration.rules.registry import rule
from services.immigration.rules.rule import ActiveRule
from services.immigration.rules.vocabulary import Decision, Filing, Form, Outcome, Travel


@dataclass(frozen=True, slots=True)
class Clock:
    """Time in H or L status, up to a day. `uncounted` are the days in it out of status, or wholly abroad."""

    whole: Period
    uncounted: list[Period]

    @property
    def start(self) -> date:
        return self.whole.first

    @property
    def used(self) -> int:
        return self.whole.days - total(self.uncounted)

    def last_day(self, years: int) -> date:
        """If all days from now on count."""
        return after_days(anniversary(self.start, years), total(self.uncounted) - 1)

    def steps(self, years: int) -> tuple[str, ...]:
        spared = total(self.uncounted)
        return (
            *(f"not counted {period}" for period in self.uncounted),
            f"{self.start} + {years} years + {counted(spared)} - 1 day = {self.last_day(years)}",
        )


def clock(case: Case, codes: Collection[str], reset_years: int) -> Clock | None:
    """Runs since the first of these stays, or since the first after a whole year abroad. None while it doesn't run."""
    away = absences(case)
    back = max((trip.last for trip in away if anniversary(trip.first, reset_years) < trip.last), default=LONG_AGO)
    today = Period(back, case.as_of)
    inside = union(Period(s.valid_from, s.period.last).within(today) for s in case.stays_as(codes) if s.valid_from)
    if not inside:
        return None
    whole = Period(inside[0].first, inside[-1].last)
    abroad = [Period(trip.first + DAY, trip.last - DAY) for trip in away]
    present = [span for part in inside for span in gaps(part, abroad)]
    return Clock(whole, gaps(whole, present))


def absences(case: Case) -> list[Period]:
    """From each departure to the return. Who is still abroad will be back tomorrow at the earliest."""
    return [
        Period(trip.event_date, min(trip.details.returned_on or FAR_AHEAD, case.as_of + DAY))
        for trip in case.happened(Travel)
    ]


@rule("H1B_6Y", years=int, reset_years=int, counts=frozenset)
def six_years(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """Six years of H-1B: time in H (not H-4) or L counts, whole days abroad don't, and a year abroad starts it anew.

    Source: INA 214(g)(4); 8 CFR 214.2(h)(13)(iii);
    https://isss.temple.edu/international/h-1b-temporary-employees/special-h-1b-status-beyond-six-years. The days of
    departure and return count. The last day is that if every day from now on counts. Years run from date to date: six
    from a 29 February end on 27 February.
    """
    running = clock(case, rule.names("counts"), rule.number("reset_years")) if case.code == "H1B" else None
    if running is None:
        return
    years = rule.number("years")
    last = running.last_day(years)
    computation = Computation(running.start, last, running.used, None, running.steps(years))
    spared = total(running.uncounted)
    net = f" ({counted(spared)} abroad or out of status not counted)" if spared else ""
    before = f"The {years} years of H-1B end on {last}{net}."
    basis = _basis(case)
    if basis and case.as_of > last:
        more = f"the {basis.details.form} filed on {basis.event_date} can allow more"
        message = f"The {years} years of H-1B ended on {last}{net}; {more}."
        yield rule.finding(State.INFO, message, computation, case.status, basis)
        return
    yield rule.deadline(last, before, f"The {years} years of H-1B ended on {last}{net}.", computation, case.status)


def _basis(case: Case) -> EventFacts[Filing] | None:
    """The first labor certification or I-140 that was filed and has not failed."""
    found = (each for each in case.happened(Filing) if each.details.form in {Form.PERM, Form.I140})
    return next((each for each in found if not case.has_failed(each)), None)


@rule("H1B_BEYOND_6", years=int, reset_years=int, counts=frozenset, filed_before_days=int)
def beyond_six_years(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """Past the sixth year: a year at a time once a PERM or I-140 is 365 days old, three years with an approved I-140.

    Source: AC21 104(c), 106(a); 8 CFR 214.2(h)(13)(iii)(D) and (E). Without one on record the day by which it would
    have to be filed is told, that it be old enough when the six years end.
    """
    running = clock(case, rule.names("counts"), rule.number("reset_years")) if case.code == "H1B" else None
    if running is None:
        return
    last, days = running.last_day(rule.number("years")), rule.number("filed_before_days")
    approved = next((each for each in case.happened(Decision) if _approves_i140(each)), None)
    basis = _basis(case)
    if approved:
        since = f"The I-140 approved on {approved.event_date}"
        message = f"{since} allows extensions of 3 years while no visa number is available."
        yield rule.finding(
            State.INFO, message, Computation(approved.event_date, steps=running.steps(rule.number("years"))), approved
        )
    elif basis:
        ripe = after_days(basis.event_date, days)
        steps = (f"{basis.event_date} + {days} days = {ripe}",)
        computation = Computation(basis.event_date, ripe, (case.as_of - basis.event_date).days, days, steps)
        message = (
            f"The {basis.details.form} filed on {basis.event_date} allows extensions of a year at a time from {ripe}."
        )
        state = State.UPCOMING if case.as_of < ripe else State.INFO
        yield rule.finding(state, message, computation, basis, due=ripe if case.as_of < ripe else None)
    else:
        by = after_days(last, -days)
        reckoned = (*running.steps(rule.number("years")), f"{last} - {days} days = {by}")
        computation = Computation(case.as_of, by, (by - case.as_of).days, days, reckoned)
        before = f"To stay past {last}, a labor certification or I-140 must be filed by {by}."
        after = f"No labor certification or I-140 is on record {days} days before the six years end on {last}."
        yield rule.deadline(by, before, after, computation, case.status)


def _approves_i140(decision: EventFacts[Decision]) -> bool:
    return decision.details.form is Form.I140 and decision.details.outcome is Outcome.APPROVED


@rule("L1_MAX", years=dict, reset_years=int, counts=frozenset)
def l1_years(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """Seven years for L-1A, five for L-1B, counted as for H-1B: time in H or L, without whole days abroad.

    Source: 8 CFR 214.2(l)(12) and (15). An L-1 that is not said to be A or B is taken for the shorter.
    """
    years = rule.table("years").get(case.code or "")
    running = clock(case, rule.names("counts"), rule.number("reset_years")) if years else None
    if running is None or years is None:
        return
    last = running.last_day(years)
    computation = Computation(running.start, last, running.used, None, running.steps(years))
    before = f"The {years} years of {case.code} end on {last}."
    yield rule.deadline(last, before, f"The {years} years of {case.code} ended on {last}.", computation, case.status)


@rule("O1_MAX", years=int, extension_years=int)
def o1_length(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """O-1 is given for the event, up to 3 years, and extended by a year at a time to finish it.

    Source: 8 CFR 214.2(o)(6)(iii) and (12). A new event, or employer, may have 3 years again.
    """
    if case.status and case.code == "O1":
        more = f"it is extended by {rule.number('extension_years')} year at a time for the same event"
        yield from _granted(rule, case.status, rule.number("years"), more)


@rule("TN_MAX", years=int)
def tn_length(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """TN is given for up to 3 years, and can be renewed without a limit.

    Source: 8 CFR 214.6(e) and (h).
    """
    if case.status and case.code == "TN":
        yield from _granted(rule, case.status, rule.number("years"), "it can be renewed")


@rule("E3_MAX", years=dict)
def e3_length(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """E-3 is given for 2 years at a time, H-1B1 for 1.

    Source: 8 CFR 214.2(e)(19) and (20) by analogy, INA 101(a)(15)(E)(iii); INA 214(g)(8)(C) for H-1B1.
    """
    years = rule.table("years").get(case.code or "")
    if case.status and years:
        yield from _granted(rule, case.status, years, "it can be renewed")


def _granted(rule: ActiveRule, status: StatusFacts, years: int, more: str) -> Iterator[Finding]:
    """Too long for one grant, or when it ends. The day of the anniversary itself is tolerated: I-94s have it."""
    if status.valid_until is None:
        return
    until = status.valid_until
    longest = anniversary(status.valid_from, years) if status.valid_from else FAR_AHEAD
    if status.valid_from and until > longest:
        over = (until - longest).days
        steps = (f"{status.valid_from} + {years} years = {longest}", f"{until} - {longest} = {counted(over)}")
        computation = Computation(status.valid_from, until, (until - status.valid_from).days, None, steps)
        ends = f"The {status.code} status runs to {until}, {counted(over)} past"
        message = f"{ends} the {years} years that are given at a time; check the record."
        yield rule.finding(State.VIOLATED, message, computation, status, due=longest)
        return
    computation = Computation(rule.as_of, until, (until - rule.as_of).days, None, (f"given through {until}",))
    before = f"The {status.code} status ends on {until}; {more}."
    yield rule.deadline(until, before, f"The {status.code} status ended on {until}.", computation, status)
