"""What is known of a person, and what can be asked of it as of a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from services.immigration.rules.dates import FAR_AHEAD, LONG_AGO, Period
from services.immigration.rules.vocabulary import Decision, EventType, Filing, Metadata, Outcome, Travel
from services.immigration.statuses.types import StatusType

DOCUMENTS = frozenset({StatusType.VISA, StatusType.EAD, StatusType.I94, StatusType.PASSPORT})
"""Papers; all else is a status, of which a person has one at a time."""

CODES = {
    StatusType.F1: "F1",
    StatusType.F1_OPT: "OPT_POST",
    StatusType.F1_STEM_OPT: "OPT_STEM",
    StatusType.J1: "J1",
    StatusType.H1B: "H1B",
    StatusType.H4: "H4",
    StatusType.L1: "L1",
    StatusType.O1: "O1",
    StatusType.TN: "TN",
    StatusType.GREEN_CARD: "LPR",
    StatusType.CITIZEN: "USC",
    StatusType.ASYLUM: "ASYLEE",
    StatusType.TPS: "TPS",
    StatusType.PAROLE: "PAROLEE",
}
"""The code that a type stands for where no other narrows it."""

TRAININGS = frozenset({"OPT_PRE", "OPT_POST", "OPT_STEM"})
STUDENTS = frozenset({"F1", "CPT", "CAP_GAP"}) | TRAININGS
RESIDENTS = frozenset({"LPR", "CONDITIONAL_LPR"})
SETTLED = RESIDENTS | {"USC", "ASYLEE", "REFUGEE"}
"""Whoever may stay without an end."""

M = TypeVar("M", bound=Metadata)


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """A status or a paper. An I-94 with D/S has no `valid_until`."""

    id: UUID
    status_type: StatusType
    status_code: str | None = None
    country: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    is_current: bool = True
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str | None:
        return self.status_code or CODES.get(self.status_type)

    @property
    def is_stay(self) -> bool:
        """Whether it says what the person is here as. A work permit for OPT stands for the OPT."""
        if self.status_type is StatusType.EAD:
            return self.status_code in TRAININGS
        return self.status_type not in DOCUMENTS and self.code not in {None, "NONE"}

    @property
    def period(self) -> Period:
        return Period(self.valid_from or LONG_AGO, self.valid_until or FAR_AHEAD)

    def begun_by(self, day: date) -> bool:
        return self.valid_from is None or self.valid_from <= day


@dataclass(frozen=True, slots=True)
class EventFacts(Generic[M]):
    """Something that happened, or is planned."""

    id: UUID
    event_type: EventType
    event_date: date
    details: M


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A linked document says otherwise than the record of the person or, with `status_id`, of that status."""

    field: str
    paper: str
    status_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """`nationalities` by ISO 3166 alpha-3."""

    nationalities: Sequence[str] = ()
    date_of_birth: date | None = None
    statuses: Sequence[StatusFacts] = ()
    events: Sequence[EventFacts[Any]] = ()
    contradictions: Sequence[Contradiction] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A person as of a day: what begins or happens after it is a plan at most."""

    person: PersonFacts
    as_of: date
    stays: Sequence[StatusFacts] = field(init=False, repr=False, compare=False)
    status: StatusFacts | None = field(init=False, repr=False, compare=False)
    remembered: dict[str, Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What was worked out for one rule, and another asks for again."""

    _planned: Mapping[EventType, list[EventFacts[Any]]] = field(init=False, repr=False, compare=False)
    _happened: Mapping[EventType, list[EventFacts[Any]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        planned: dict[EventType, list[EventFacts[Any]]] = defaultdict(list)
        happened: dict[EventType, list[EventFacts[Any]]] = defaultdict(list)
        for event in sorted(self.person.events, key=lambda event: (event.event_date, event.id)):
            planned[event.event_type].append(event)
            if event.event_date <= self.as_of and not (isinstance(event.details, Travel) and event.details.planned):
                happened[event.event_type].append(event)
        stays = [status for status in self.person.statuses if status.is_stay]
        stays.sort(key=lambda status: (status.period, status.id))
        object.__setattr__(self, "_planned", planned)
        object.__setattr__(self, "_happened", happened)
        object.__setattr__(self, "stays", stays)
        object.__setattr__(self, "status", self.status_on(self.as_of))

    @property
    def code(self) -> str | None:
        return self.status.code if self.status else None

    def status_on(self, day: date) -> StatusFacts | None:
        """The latest to have begun by then, also one that has run out. None where it is marked as over."""
        begun = [status for status in self.stays if status.begun_by(day)]
        if not begun:
            return None
        latest = begun[-1]
        return latest if latest.is_current or latest is not self.stays[-1] else None

    def code_on(self, day: date) -> str | None:
        status = self.status_on(day)
        return status.code if status else None

    def stays_as(self, codes: Collection[str]) -> list[StatusFacts]:
        """Those that began by the day, in order."""
        return [status for status in self.stays if status.code in codes and status.begun_by(self.as_of)]

    def papers(self, status_type: StatusType) -> list[StatusFacts]:
        """Of a kind, begun by the day and not put aside before it."""
        return [
            paper
            for paper in self.person.statuses
            if paper.status_type is status_type
            and paper.begun_by(self.as_of)
            and (paper.is_current or (paper.valid_until is not None and paper.valid_until >= self.as_of))
        ]

    def paper(self, status_type: StatusType) -> StatusFacts | None:
        """The one of a kind that runs longest."""
        known = [paper for paper in self.papers(status_type) if paper.valid_until]
        return max(known, key=lambda paper: (paper.period.last, paper.period.first, paper.id), default=None)

    @property
    def i94(self) -> StatusFacts | None:
        """Of the latest admission, whether it runs longer than an earlier one or not."""
        papers = self.papers(StatusType.I94)
        return max(papers, key=lambda paper: (paper.period.first, paper.period.last, paper.id), default=None)

    def planned(self, model: type[M]) -> Sequence[EventFacts[M]]:
        """All events of a kind, also those after the day, in order."""
        return cast("Sequence[EventFacts[M]]", self._planned.get(model.event_type, ()))

    def happened(self, model: type[M]) -> Sequence[EventFacts[M]]:
        """Events of a kind up to the day, in order. A trip that is only planned never counts as one that was made."""
        return cast("Sequence[EventFacts[M]]", self._happened.get(model.event_type, ()))

    def decision_on(self, filing: EventFacts[Filing]) -> EventFacts[Decision] | None:
        """By the receipt number of both, else the first on its form before another filing of it."""
        for decision in self.happened(Decision):
            if decision.details.form is filing.details.form and decision.event_date >= filing.event_date:
                numbers = filing.details.receipt_number, decision.details.receipt_number
                if numbers[0] == numbers[1] if all(numbers) else not self._refiled(filing, decision.event_date):
                    return decision
        return None

    def _refiled(self, filing: EventFacts[Filing], by: date) -> bool:
        return any(
            other.details.form is filing.details.form and filing.event_date < other.event_date <= by
            for other in self.happened(Filing)
        )

    def is_pending(self, filing: EventFacts[Filing]) -> bool:
        return self.decision_on(filing) is None

    def has_failed(self, filing: EventFacts[Filing]) -> bool:
        decision = self.decision_on(filing)
        return decision is not None and decision.details.outcome is not Outcome.APPROVED

    @property
    def journey(self) -> EventFacts[Travel] | None:
        """On which the person is abroad on the day."""
        for trip in self.happened(Travel):
            if trip.details.returned_on is None or trip.details.returned_on > self.as_of:
                return trip
        return None
