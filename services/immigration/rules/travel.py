"""Rules for whoever leaves and comes back: passport, I-20 and visa on the day of the return."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from services.immigration.rules.dates import after_months, counted
from services.immigration.rules.facts import RESIDENTS, SETTLED, STUDENTS, TRAININGS, Case, EventFacts, StatusFacts
from services.immigration.rules.findings import Computation, Finding, Severity, State
from services.immigration.rules.registry import rule
from services.immigration.rules.rule import ActiveRule
from services.immigration.rules.vocabulary import Travel, TravelSignature
from services.immigration.statuses.types import StatusType

NEED_NO_VISA = RESIDENTS | {"USC"}


@cache
def six_month_exempt() -> frozenset[str]:
    """Countries of the list, by ISO 3166-1 alpha-3."""
    text = files(__package__).joinpath("six_month_exempt.yaml").read_text("utf-8")
    return frozenset(yaml.safe_load(text)["countries"])


def returns_ahead(case: Case) -> Iterator[tuple[EventFacts[Travel], date]]:
    """Trips with the day on which the person means to be admitted again."""
    for trip in case.planned(Travel):
        back = trip.details.returned_on
        if back is not None and back >= max(case.as_of, trip.event_date):
            yield trip, back


@rule("PASSPORT_6M", months=int)
def passport_six_months(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """On admission the passport runs six months past the intended stay, or to its end where the country is exempt.

    Source: CBP publication 3514-1223, list of 31 January 2024. The stay is intended to the day told of a trip, else to
    the end of the I-94 or the status, else it is the day itself. To be put right before the departure; without a trip
    ahead it is good to know.
    """
    passport = case.paper(StatusType.PASSPORT)
    if passport is None or case.code in SETTLED:
        return
    ahead = list(returns_ahead(case))
    for trip, back in ahead:
        until = trip.details.stay_until or max(back, _stay_ends(case) or back)
        lacking = _lacks(case, rule, passport, until)
        if lacking:
            computation, words = lacking
            going = f"For the return on {back} {words}"
            yield rule.deadline(trip.event_date, going, going, computation, passport, trip)
    until = max(case.as_of, _stay_ends(case) or case.as_of)
    if not ahead and (lacking := _lacks(case, rule, passport, until)):
        yield rule.finding(State.INFO, f"For a new admission {lacking[1]}", lacking[0], passport)


def _stay_ends(case: Case) -> date | None:
    i94 = case.i94.valid_until if case.i94 else None
    return i94 or (case.status.valid_until if case.status else None)


def _exempt(case: Case, passport: StatusFacts) -> bool:
    countries = {passport.country} if passport.country else set(case.person.nationalities)
    return bool(countries & six_month_exempt())


def _lacks(case: Case, rule: ActiveRule, passport: StatusFacts, until: date) -> tuple[Computation, str] | None:
    months = 0 if _exempt(case, passport) else rule.number("months")
    needed = after_months(until, months)
    ends = passport.period.last
    if ends >= needed:
        return None
    short = (needed - ends).days
    steps = (f"{until} + {months} months = {needed}", f"{needed} - {ends} = {counted(short)} short")
    words = (
        f"the passport must run to {needed}, {f'{months} months past' if months else 'the end of'} the intended stay"
    )
    return Computation(until, needed, short, months, steps), f"{words}, and ends on {ends}."


@rule("PASSPORT_LIMITS_I94")
def passport_limits_i94(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """An I-94 that ends with a passport, before the status does, was cut to it: a new passport does not lengthen it.

    Source: CBP's practice at admission, as told in
    https://cilawgroup.com/news/2011/02/23/passport-validity-and-entry-into-u-s-six-month-club-list-updated. The
    passport may have been renewed since, so all that are known are compared.
    """
    i94, status = case.i94, case.status
    if i94 is None or status is None or i94.valid_until is None or status.valid_until is None or case.code in SETTLED:
        return
    until = i94.valid_until
    same_day = [paper for paper in case.person.statuses if _ends_with(paper, until)]
    if until >= status.valid_until or not same_day:
        return
    lost = (status.valid_until - until).days
    computation = Computation(until, status.valid_until, lost, None, (f"{status.valid_until} - {until} = {lost} days",))
    message = (
        f"The I-94 ends on {until} with the passport, {counted(lost)} before the status {status.code}; "
        "an extension or a new admission is needed to stay longer."
    )
    yield rule.deadline(until, message, message, computation, i94)


def _ends_with(paper: StatusFacts, until: date) -> bool:
    return paper.status_type is StatusType.PASSPORT and paper.valid_until == until


@rule("I20_TRAVEL_SIG", studying_months=int, training_months=int)
def travel_signature(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """To come back the signature on the I-20 is at most 12 months old, on OPT and STEM OPT at most 6.

    Source: https://isss.utah.edu/current-students/students-f1-and-j1/f-1-students/travel/index.php. The status on the
    day of the return counts. To be put right before the departure.
    """
    if case.code not in STUDENTS:
        return
    signed = next(reversed(case.happened(TravelSignature)), None)
    ahead = list(returns_ahead(case))
    for trip, back in ahead:
        months = rule.number("training_months" if case.code_on(back) in TRAININGS else "studying_months")
        if signed is None:
            message = f"For the return on {back} the I-20 needs a travel signature, and none is recorded."
            yield rule.deadline(trip.event_date, message, message, Computation(end=back, limit=months), trip)
        elif after_months(signed.event_date, months) < back:
            last = after_months(signed.event_date, months)
            message = (
                f"For the return on {back} the travel signature of {signed.event_date} is older than {months} months."
            )
            steps = (
                f"{signed.event_date} + {months} months = {last}",
                f"{back} is {counted((back - last).days)} later",
            )
            computation = Computation(signed.event_date, last, (back - last).days, months, steps)
            yield rule.deadline(trip.event_date, message, message, computation, trip, signed)
    if signed and not ahead:
        yield from _of_no_use(case, rule, signed)


def _of_no_use(case: Case, rule: ActiveRule, signed: EventFacts[TravelSignature]) -> Iterator[Finding]:
    months = rule.number("training_months" if case.code in TRAININGS else "studying_months")
    last = after_months(signed.event_date, months)
    if last < case.as_of:
        steps = (f"{signed.event_date} + {months} months = {last}",)
        message = f"The travel signature of {signed.event_date} could be used until {last}; a trip needs a new one."
        yield rule.finding(State.INFO, message, Computation(signed.event_date, last, None, months, steps), signed)


@rule("VISA_NOT_STATUS", visa_exempt=frozenset)
def visa_is_no_status(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """An expired visa is a matter of travel only: good to know, and to be put right before a trip that is planned.

    Source: http://www.tamiu.edu/international/travelandreentry.shtml. The stay is governed by the I-94. Citizens of
    Canada and Bermuda need no visa (8 CFR 212.1(a)); automatic revalidation after short trips to a neighbouring country
    (22 CFR 41.112(d)) is not looked at.
    """
    visa = case.paper(StatusType.VISA)
    if visa is None or case.code in NEED_NO_VISA or rule.names("visa_exempt") & set(case.person.nationalities):
        return
    until = visa.period.last
    ahead = [(trip, back) for trip, back in returns_ahead(case) if back > until]
    for trip, back in ahead:
        late = (back - until).days
        computation = Computation(until, back, late, None, (f"{back} - {until} = {late} days",))
        message = f"The visa ends on {until}, before the return on {back}: a new one is needed to come back."
        yield rule.deadline(trip.event_date, message, message, computation, visa, trip, severity=Severity.WARNING)
    if until < case.as_of and not ahead:
        message = f"The visa ended on {until}. That does not touch the stay; to come back from a trip takes a new one."
        past = (case.as_of - until).days
        steps = (f"{case.as_of} - {until} = {past} days",)
        yield rule.finding(State.INFO, message, Computation(until, case.as_of, past, None, steps), visa)
