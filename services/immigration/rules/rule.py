"""A rule as data: what holds, from when to when, and where that is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, model_validator

from services.immigration.rules.dates import DAY, FAR_AHEAD, LONG_AGO, Period, counted
from services.immigration.rules.facts import EventFacts, StatusFacts
from services.immigration.rules.findings import Computation, Finding, Severity, State

Parameter = int | tuple[int, ...] | frozenset[str] | dict[str, int]
About = StatusFacts | EventFacts[Any] | None
DEFAULT_LADDER = (180, 120, 90, 60, 30, 14, 7, 1, 0)


class Version(BaseModel):
    """What a rule says for some time. A day that is not known is left out; `enabled` is False for what is announced."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int = Field(ge=1)
    effective_from: date | None = None
    effective_to: date | None = None
    enabled: bool = True
    parameters: Mapping[str, Parameter] = Field(default_factory=dict)
    note: str | None = None

    @property
    def period(self) -> Period:
        return Period(self.effective_from or LONG_AGO, self.effective_to or FAR_AHEAD)


class Rule(BaseModel):
    """One rule. `reads` names the statuses and events that it looks at, `ladder` the days ahead on which to warn."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[A-Z0-9_]+$")
    title: str
    topic: str
    severity: Severity
    source: str
    source_url: HttpUrl
    checked_on: date
    ladder: tuple[int, ...] = Field(DEFAULT_LADDER, min_length=1)
    reads: tuple[str, ...] = Field(min_length=1)
    versions: tuple[Version, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def ordered(self) -> Self:
        """Steps fall, versions count up, and no two that are enabled hold on one day."""
        if list(self.ladder) != sorted(set(self.ladder), reverse=True) or self.ladder[-1] < 0:
            message = f"the ladder of {self.id} does not fall step by step"
            raise ValueError(message)
        numbers = [version.number for version in self.versions]
        periods = sorted(version.period for version in self.versions if version.enabled)
        overlap = any(later.first <= earlier.last for earlier, later in pairwise(periods))
        if numbers != sorted(set(numbers)) or overlap:
            message = f"versions of {self.id} overlap or are out of order"
            raise ValueError(message)
        return self

    def version_on(self, day: date) -> Version | None:
        """The one in force."""
        return next((each for each in self.versions if each.enabled and day in each.period), None)


@dataclass(frozen=True, slots=True)
class ActiveRule:
    """A rule in the version that is in force on a day, with what a function needs to speak about it."""

    rules: "Rules"
    definition: Rule
    version: Version
    as_of: date

    @property
    def id(self) -> str:
        return self.definition.id

    def number(self, name: str) -> int:
        value = self.version.parameters[name]
        if not isinstance(value, int):
            raise TypeError(name)
        return value

    def numbers(self, name: str) -> Sequence[int]:
        value = self.version.parameters[name]
        if not isinstance(value, tuple):
            raise TypeError(name)
        return value

    def names(self, name: str) -> frozenset[str]:
        value = self.version.parameters[name]
        if not isinstance(value, frozenset):
            raise TypeError(name)
        return value

    def table(self, name: str) -> Mapping[str, int]:
        value = self.version.parameters[name]
        if not isinstance(value, dict):
            raise TypeError(name)
        return value

    def on(self, day: date) -> "ActiveRule | None":
        """The same rule as it is, or was, in force on another day."""
        version = self.definition.version_on(day)
        return ActiveRule(self.rules, self.definition, version, self.as_of) if version else None

    def other(self, rule_id: str) -> "ActiveRule | None":
        """Another rule, as in force on the day."""
        return self.rules.active(rule_id, self.as_of)

    def finding(
        self,
        state: State,
        message: str,
        computation: Computation,
        *about: About,
        due: date | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        return Finding(
            rule=self.id,
            version=self.version.number,
            severity=severity or self.definition.severity,
            state=state,
            message=message,
            computation=computation,
            source=self.definition.source,
            reference=self.rules.references[self.id],
            ladder=self.definition.ladder,
            due_date=due,
            days_left=(due - self.as_of).days if due else None,
            status_id=next((each.id for each in about if isinstance(each, StatusFacts)), None),
            event_id=next((each.id for each in about if isinstance(each, EventFacts)), None),
        )

    def deadline(
        self,
        due: date,
        before: str,
        after: str,
        computation: Computation,
        *about: About,
        severity: Severity | None = None,
        is_open: bool = False,
    ) -> Finding:
        """Something to do by a day, or that ends on it: in force through that day, overdue the day after.

        It is time to act once the first step of the ladder is reached, or where a window to act in `is_open`.
        """
        left = (due - self.as_of).days
        soon = is_open or left <= self.definition.ladder[0]
        state = State.VIOLATED if left < 0 else State.DUE if soon else State.UPCOMING
        return self.finding(state, after if left < 0 else before, computation, *about, due=due, severity=severity)

    def duty(self, duty: "Duty", *about: About) -> Finding:
        """Something that is owed within some days of an event, and may have been done."""
        unit = f"{duty.limit} {duty.unit}" if duty.limit != 1 else f"1 {duty.unit.removesuffix('s')}"
        computation = Computation(
            start=duty.start,
            end=duty.done_on or duty.due,
            days=((duty.done_on or self.as_of) - duty.start).days,
            limit=duty.limit,
            steps=(f"{duty.start} + {unit} = {duty.due}", *duty.steps),
        )
        if duty.done_on is None:
            by = f"{duty.owed} by {duty.due}"
            return self.deadline(duty.due, f"{by}.", f"{by}, and nothing shows that it was.", computation, *about)
        late = (duty.done_on - duty.due).days
        took = (duty.done_on - duty.start).days
        when = "in advance" if took < 0 else f"after {counted(took)}"
        rest = f"{unit} were allowed, so it was {counted(late)} late" if late > 0 else f"{unit} are allowed"
        return self.finding(State.COMPLETED, f"{duty.done} {when}; {rest}.", computation, *about, due=duty.due)


@dataclass(frozen=True, slots=True)
class Duty:
    """`owed` reads on with “by 2026-03-12”, `done` with “after 6 days”."""

    start: date
    due: date
    limit: int
    done_on: date | None
    owed: str
    done: str
    unit: str = "days"
    steps: Sequence[str] = ()


@dataclass(frozen=True)
class Rules:
    """A catalogue, in its order."""

    rules: tuple[Rule, ...]
    references: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _by_id: Mapping[str, Rule] = field(init=False, repr=False, compare=False)
    _in_force: dict[date, Mapping[str, ActiveRule]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {rule.id: rule for rule in self.rules})
        object.__setattr__(self, "references", {rule.id: str(rule.source_url) for rule in self.rules})

    def by_id(self, rule_id: str) -> Rule:
        """Raises KeyError."""
        return self._by_id[rule_id]

    def on(self, day: date) -> Mapping[str, ActiveRule]:
        """Those in force, in the order of the catalogue. A sweep asks for one day over and over."""
        if day not in self._in_force:
            if len(self._in_force) >= KEPT_DAYS:
                self._in_force.clear()
            versions = {rule.id: (rule, rule.version_on(day)) for rule in self.rules}
            self._in_force[day] = {
                rule_id: ActiveRule(self, rule, version, day)
                for rule_id, (rule, version) in versions.items()
                if version
            }
        return self._in_force[day]

    def active(self, rule_id: str, day: date) -> ActiveRule | None:
        return self.on(day).get(rule_id)

    def with_version(self, rule_id: str, version: Version) -> "Rules":
        """A copy in which a rule has this version instead of those that hold on its days: what if? Raises KeyError.

        Versions that it overlaps end before it or are left out; one of its number is replaced.
        """
        changed = self.by_id(rule_id)
        others = [each for each in changed.versions if each.number != version.number]
        if version.enabled:
            others = [cut for each in others if (cut := _before(each, version))]
        versions = sorted([*others, version], key=lambda each: each.number)
        data = changed.model_dump(exclude={"versions"}) | {"versions": tuple(versions)}
        replaced = Rule.model_validate(data)
        return Rules(tuple(replaced if rule.id == rule_id else rule for rule in self.rules))


KEPT_DAYS = 64


def _before(version: Version, newer: Version) -> Version | None:
    """What is left of a version once a newer one holds."""
    if not version.enabled or not version.period.within(newer.period).days:
        return version
    if version.period.first >= newer.period.first:
        return None
    return version.model_copy(update={"effective_to": newer.period.first - DAY})
