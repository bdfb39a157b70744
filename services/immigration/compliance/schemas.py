"""A person against the rules, on the wire."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from services.immigration.rules.evaluate import Evaluation, Overall
from services.immigration.rules.findings import Severity, State
from services.immigration.rules.rule import Rule
from services.immigration.statuses.schemas import Day
from services.immigration.statuses.types import StatusCode, StatusType
from shared.schemas import Body, Schema


class ComputationRead(Schema):
    """How a finding was arrived at: days counted from `from` to `to`, of which `limit` are allowed."""

    start: date | None = Field(serialization_alias="from")
    end: date | None = Field(serialization_alias="to")
    days: int | None
    limit: int | None
    steps: list[str]


class FindingRead(Schema):
    """What one rule says about one thing."""

    rule: str = Field(examples=["OPT_UNEMPLOYMENT"])
    version: int = Field(description="Of the rule, as in force on the day.")
    severity: Severity
    state: State
    message: str
    due_date: date | None
    days_left: int | None
    computation: ComputationRead
    reference: str = Field(description="Address of a public source.")
    source: str
    status_id: UUID | None
    event_id: UUID | None


class CurrentStatus(Schema):
    """What the person is here as."""

    id: UUID
    status_type: StatusType
    status_code: StatusCode | None
    valid_from: date | None
    valid_until: date | None


class ComplianceSummary(Schema):
    """A person against the rules in force on a day. It is arithmetic over what was recorded, and no legal advice."""

    person_id: UUID
    overall: Overall
    as_of: date
    current_status: CurrentStatus | None
    days_remaining: int | None = Field(description="Of the stay; null where it has no fixed end.")
    items: list[FindingRead] = Field(description="What wants attention or is good to know, the worst first.")
    upcoming: list[FindingRead]
    completed: list[FindingRead]

    @classmethod
    def of(cls, person_id: UUID, evaluation: Evaluation) -> Self:
        return cls.model_validate(
            {"person_id": person_id} | {name: getattr(evaluation, name) for name in Evaluation.__slots__}
        )


class VersionRead(Schema):
    """What a rule says from when to when; a day that is not known is null, and without one it has always been so."""

    number: int
    effective_from: date | None
    effective_to: date | None
    enabled: bool
    parameters: dict[str, Any]
    note: str | None


class RuleRead(Schema):
    """A rule, with its public source."""

    id: str
    title: str
    topic: str
    severity: Severity
    source: str
    source_url: str
    checked_on: date
    ladder: list[int] = Field(description="Days ahead on which to warn.")
    reads: list[str]
    versions: list[VersionRead]

    @classmethod
    def of(cls, rule: Rule) -> Self:
        return cls.model_validate(rule.model_dump() | {"source_url": str(rule.source_url)})


class RuleList(Schema):
    """All rules, in the order of docs/compliance.md."""

    rules: list[RuleRead]


class VersionChange(Body):
    """How a version differs from the one in force on the day."""

    effective_from: date | None = Field(None, description="Else it has always been so.")
    effective_to: date | None = None
    enabled: bool = True
    parameters: dict[str, Any] = Field(default_factory=dict, examples=[{"limit": 60}])


class WhatIf(Body):
    """A version that a rule might have."""

    rule: str = Field(max_length=60, examples=["OPT_UNEMPLOYMENT"])
    version: VersionChange
    as_of: Day | None = Field(None, description="Else today.")
    organization_id: UUID | None = Field(None, description="Its persons only.")


class AffectedPerson(Schema):
    """Of whom something else is found."""

    person_id: UUID
    name: str
    overall_before: Overall
    overall_after: Overall
    appeared: list[FindingRead]
    disappeared: list[FindingRead]


class WhatIfReport(Schema):
    """Who would be affected, the worst first, at most 100; the counts are of all who are."""

    rule: str
    as_of: date
    evaluated: int = 0
    affected: int = 0
    overall_before: dict[Overall, int] = Field(default_factory=dict)
    overall_after: dict[Overall, int] = Field(default_factory=dict)
    persons: list[AffectedPerson] = Field(default_factory=list)
