"""Policies on the wire."""

from typing import Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.workflow.policies.cel import LONGEST
from services.workflow.policies.policy import Decision, Effect, Outcome
from shared.schemas import Body, Schema


class RuleRead(Schema):
    """A rule of a policy."""

    expression: str
    effect: Effect
    reason: str


class PolicyRead(Schema):
    """`effect` holds where no rule applies; a rule that denies wins over those that allow."""

    id: UUID
    name: str = Field(examples=["passport-valid-six-months"])
    description: str
    effect: Effect
    source: str | None = Field(description="Where the rule comes from.")
    rules: list[RuleRead]


class PolicyList(Schema):
    policies: list[PolicyRead]


class PolicyQuestion(Body):
    """A policy, and what it is asked about."""

    policy_id: UUID | None = None
    policy_name: str | None = Field(None, max_length=100, examples=["passport-valid-six-months"])
    context: dict[str, Any] = Field(
        default_factory=dict,
        description="What the rules call `context`. Its `documents` are those that the rules speak of: "
        "`{id, type, fields}`, days as `YYYY-MM-DD`.",
        examples=[{"documents": [{"id": "1", "type": "PASSPORT", "fields": {"expiration_date": "2032-04-02"}}]}],
    )

    @model_validator(mode="after")
    def name_one_policy(self) -> Self:
        if (self.policy_id is None) == (self.policy_name is None):
            message = "give one of policy_id and policy_name"
            raise ValueError(message)
        documents = self.context.get("documents", [])
        if not isinstance(documents, list) or not all(isinstance(each, dict) for each in documents):
            message = "context.documents is a list of objects"
            raise ValueError(message)
        return self


class OutcomeRead(Schema):
    """What came of a rule."""

    expression: str
    effect: Effect
    reason: str
    result: bool | None = Field(description="Null where the rule can't be decided.")
    undecided: str | None = Field(description="Why it can't be.")
    operands: dict[str, Any] = Field(description="The values it speaks of, by their paths.")
    documents: list[str] = Field(description="Ids of the documents that it rests on.")

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        rule = outcome.rule
        return cls(
            expression=rule.expression,
            effect=rule.effect,
            reason=rule.reason,
            result=outcome.result,
            undecided=outcome.undecided,
            operands=dict(outcome.operands),
            documents=list(outcome.documents),
        )


class DecisionRead(Schema):
    """What a policy decides, and why."""

    allowed: bool
    effect: Effect
    matched_rules: list[OutcomeRead]
    reasons: list[str]
    explanation: list[OutcomeRead] = Field(description="Every rule, in its order.")

    @classmethod
    def of(cls, decision: Decision) -> Self:
        return cls(
            allowed=decision.allowed,
            effect=decision.effect,
            matched_rules=[OutcomeRead.of(outcome) for outcome in decision.matched],
            reasons=decision.reasons,
            explanation=[OutcomeRead.of(outcome) for outcome in decision.outcomes],
        )


class ExpressionQuestion(Body):
    """An expression in CEL; the keys of `context` are its variables, beside `context`, `documents` and `today`."""

    expression: str = Field(min_length=1, max_length=LONGEST, examples=["age >= 18 && country in ['SWE', 'NOR']"])
    context: dict[str, Any] = Field(default_factory=dict, examples=[{"age": 21, "country": "SWE"}])


class ExpressionAnswer(Schema):
    """The value, and the name of its CEL type."""

    result: Any
    type: str = Field(examples=["bool"])
