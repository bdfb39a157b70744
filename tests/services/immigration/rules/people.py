"""People for the rules, made in one line: days are written as they are in ISO 8601."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.immigration.rules.catalogue import Rules, load_rules
from services.immigration.rules.evaluate import findings
from services.immigration.rules.facts import Case, EventFacts, PersonFacts, StatusFacts
from services.immigration.rules.findings import Finding
from services.immigration.rules.vocabulary import EventType, parse_event
from services.immigration.statuses.types import StatusType

NAMESPACE = UUID(int=7)
DAY = timedelta(days=1)


def day(text: str | date) -> date:
    return text if isinstance(text, date) else date.fromisoformat(text)


def status(
    kind: str,
    start: str | date | None = None,
    end: str | date | None = None,
    code: str | None = None,
    *,
    country: str | None = None,
    current: bool = True,
) -> StatusFacts:
    return StatusFacts(
        id=uuid5(NAMESPACE, f"{kind} {start} {end} {code} {country}"),
        status_type=StatusType(kind),
        status_code=code,
        country=country,
        valid_from=day(start) if start else None,
        valid_until=day(end) if end else None,
        is_current=current,
    )


def event(kind: str, when: str | date, /, **metadata: Any) -> EventFacts[Any]:
    return EventFacts(
        id=uuid5(NAMESPACE, f"{kind} {when} {metadata}"),
        event_type=EventType(kind),
        event_date=day(when),
        details=parse_event(kind, metadata),
    )


def job(employer: str, start: str | date, end: str | date | None = None, **metadata: Any) -> list[EventFacts[Any]]:
    """Its first day, and its last if it has one."""
    first = event("employment_start", start, employer=employer, **metadata)
    return [first, event("employment_end", end, employer=employer)] if end else [first]


def person(*things: StatusFacts | EventFacts[Any], nationality: str | None = None) -> PersonFacts:
    return PersonFacts(
        nationalities=(nationality,) if nationality else (),
        statuses=[each for each in things if isinstance(each, StatusFacts)],
        events=[each for each in things if isinstance(each, EventFacts)],
    )


def found(rule: str, who: PersonFacts, when: str | date, rules: Rules | None = None) -> list[Finding]:
    """What one rule finds as of a day."""
    return [each for each in findings(Case(who, day(when)), rules or load_rules()) if each.rule == rule]


def one(rule: str, who: PersonFacts, when: str | date, rules: Rules | None = None) -> Finding:
    """The only thing that it finds."""
    (finding,) = found(rule, who, when, rules)
    return finding


def states(rule: str, who: PersonFacts, *days: str | date, rules: Rules | None = None) -> list[str]:
    """The state of the only finding as of each day, or `quiet`."""
    each_day = [found(rule, who, when, rules) for when in days]
    return [one(rule, who, when, rules).state if many else "quiet" for when, many in zip(days, each_day, strict=True)]


def around(rule: str, who: PersonFacts, when: str | date, rules: Rules | None = None) -> list[str]:
    """As of the day before, the day, and the day after."""
    return states(rule, who, day(when) - DAY, when, day(when) + DAY, rules=rules)
