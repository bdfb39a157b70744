"""A person against the rules, on the wire."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from services.immigration.rules.evaluate import Evaluation, Overall
from services.immigration.rules.findings import Severity, State
from services.immigration.statuses.types import StatusCode, StatusType
from shared.schemas import Schema


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
