"""Jobs, put together from what is recorded about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.immigration.rules.dates import DAY, FAR_AHEAD, Period
from services.immigration.rules.facts import Case, EventFacts
from services.immigration.rules.vocabulary import EmploymentChange, EmploymentEnd, EmploymentStart


@dataclass(frozen=True, slots=True)
class Job:
    """One job as known on a day; a running one has no end."""

    start: EventFacts[EmploymentStart]
    end: EventFacts[EmploymentEnd] | None
    changes: Sequence[EventFacts[EmploymentChange]]
    as_of: date

    @property
    def employer(self) -> str:
        return self.start.details.employer

    @property
    def period(self) -> Period:
        return Period(self.start.event_date, self.end.event_date if self.end else self.as_of)

    @property
    def is_running(self) -> bool:
        return self.end is None or self.end.event_date >= self.as_of

    def spans(self) -> list[tuple[Period, float | None]]:
        """Hours a week, from one change of them to the next; None where they are not known."""
        known = [(each.event_date, each.details.hours_per_week) for each in self.changes]
        turns = [
            (self.start.event_date, self.start.details.hours_per_week),
            *((d, h) for d, h in known if h is not None),
        ]
        ends = [*(day - DAY for day, _ in turns[1:]), self.period.last]
        return [(Period(first, last), hours) for (first, hours), last in zip(turns, ends, strict=True)]

    def with_hours(self, least: int) -> list[Period]:
        """When it was at least so many hours a week, or not known to be fewer."""
        return [period for period, hours in self.spans() if hours is None or hours >= least]


def jobs(case: Case) -> list[Job]:
    """Begun by the day, in order. A job lasts to the first end at its employer before the next start there."""
    if "jobs" not in case.remembered:
        starts = case.happened(EmploymentStart)
        case.remembered["jobs"] = [_job(case, start, starts[index + 1 :]) for index, start in enumerate(starts)]
    found: list[Job] = case.remembered["jobs"]
    return found


def _job(case: Case, start: EventFacts[EmploymentStart], later: Sequence[EventFacts[EmploymentStart]]) -> Job:
    employer = same(start.details.employer)
    again = next((each.event_date for each in later if same(each.details.employer) == employer), FAR_AHEAD)
    while_held = Period(start.event_date, again)
    ends = [each for each in case.happened(EmploymentEnd) if _is_at(each, employer, while_held)]
    changes = [each for each in case.happened(EmploymentChange) if _is_at(each, employer, while_held)]
    return Job(start, ends[0] if ends else None, changes, case.as_of)


def _is_at(event: EventFacts[EmploymentEnd] | EventFacts[EmploymentChange], employer: str, period: Period) -> bool:
    return event.event_date in period and same(event.details.employer) == employer


def same(employer: str) -> str:
    """What is left of a name once it is compared."""
    return " ".join(employer.casefold().split())
