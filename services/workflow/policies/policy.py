"""Policies: rules over a context and a vault's documents, and what they decide."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Self
from uuid import UUID, uuid5

from cel_expr_python import cel
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.workflow.policies.cel import Expression, InvalidExpression, Undecided, midnight

NAMESPACE = UUID("6f2ab8f7-6a34-5a43-9d4c-5d0b4d1f9a10")
"""Policies and templates have ids that are made from their names."""


class Effect(StrEnum):
    ALLOW = "allow"
    DENY = "deny"


class Rule(BaseModel):
    """`documents` is an expression for the ids of the documents that the rule rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    expression: str
    effect: Effect
    reason: str = Field(min_length=3)
    documents: str | None = None


class Variable(BaseModel):
    """A value that rules share by its name; it may speak of those before it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z_]+$")
    expression: str


class Example(BaseModel):
    """A test that stands beside the policy: what it decides for these documents and this context."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    today: date
    context: dict[str, Any] = Field(default_factory=dict)
    documents: list[dict[str, Any]] = Field(default_factory=list)
    allowed: bool


class Policy(BaseModel):
    """`effect` holds where no rule says anything; a rule that denies wins over those that allow."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    description: str
    effect: Effect
    source: str | None = Field(None, description="Where the rule comes from.")
    variables: tuple[Variable, ...] = ()
    rules: tuple[Rule, ...] = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=2, exclude=True)

    @model_validator(mode="after")
    def compile(self) -> Self:
        """Every expression with its types, so that a wrong one is refused at load."""
        self.compiled  # noqa: B018 - raises
        return self

    @cached_property
    def compiled(self) -> "Compiled":
        try:
            types: dict[str, cel.Type] = {}
            variables = {}
            for variable in self.variables:
                expression = variables[variable.name] = Expression(variable.expression, dict(types))
                types[variable.name] = expression.type
            rules = [
                CompiledRule(
                    rule,
                    Expression(rule.expression, types),
                    Expression(rule.documents, types) if rule.documents else None,
                )
                for rule in self.rules
            ]
        except InvalidExpression as error:
            raise ValueError(error.sentence) from error
        for each in rules:
            each.check()
        return Compiled(variables, rules)

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE, f"policy:{self.name}")

    def decide(self, context: Mapping[str, Any], documents: Sequence[Mapping[str, Any]], today: date) -> "Decision":
        """A rule that can't be decided allows nothing, and denies where it would deny."""
        values: dict[str, Any] = {
            "context": dict(context),
            "documents": [dict(each) for each in documents],
            "today": midnight(today),
        }
        for name, variable in self.compiled.variables.items():
            with contextlib.suppress(Undecided):  # whatever speaks of it is undecided as well
                values[name] = variable.raw(values)
        outcomes = tuple(rule.outcome(values) for rule in self.compiled.rules)
        matched = [outcome for outcome in outcomes if outcome.matches]
        effects = {outcome.rule.effect for outcome in matched}
        effect = Effect.DENY if Effect.DENY in effects else Effect.ALLOW if Effect.ALLOW in effects else self.effect
        return Decision(self, effect, outcomes)


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with its expressions."""

    rule: Rule
    condition: Expression
    documents: Expression | None

    def check(self) -> None:
        """Raises ValueError where the types are not those of a rule."""
        listed = self.documents.type_name if self.documents else "list"
        if self.condition.type_name not in {"bool", "dyn"} or listed not in {"list", "dyn"}:
            message = "a rule is true or false, and its documents are a list"
            raise ValueError(message)

    def outcome(self, values: Mapping[str, Any]) -> "Outcome":
        """What comes of it; without a value it says why."""
        operands = self.condition.operands(values)
        try:
            found = self.condition.evaluate(values).value
            documents = self.documents.evaluate(values).value if self.documents else []
        except Undecided as error:
            return Outcome(self.rule, None, str(error), operands, [])
        if not isinstance(found, bool):
            return Outcome(self.rule, None, "It is neither true nor false", operands, [])
        return Outcome(self.rule, found, None, operands, [str(each) for each in documents])


@dataclass(frozen=True, slots=True)
class Compiled:
    """The expressions of a policy."""

    variables: Mapping[str, Expression]
    rules: Sequence[CompiledRule]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one rule; `undecided` says why it has no value."""

    rule: Rule
    result: bool | None
    undecided: str | None
    operands: Mapping[str, Any]
    documents: Sequence[str]

    @property
    def matches(self) -> bool:
        return self.result is True or (self.result is None and self.rule.effect is Effect.DENY)


@dataclass(frozen=True, slots=True)
class Decision:
    """`reasons` are those of the rules that decided, or the policy's own words where none did."""

    policy: Policy
    effect: Effect
    outcomes: Sequence[Outcome]

    @property
    def allowed(self) -> bool:
        return self.effect is Effect.ALLOW

    @property
    def matched(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.matches]

    @property
    def reasons(self) -> list[str]:
        decided = [outcome.rule.reason for outcome in self.matched if outcome.rule.effect is self.effect]
        return decided or [f"No rule of “{self.policy.description}” applies"]
