"""Which function evaluates which rule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from services.immigration.rules.facts import Case
from services.immigration.rules.findings import Finding
from services.immigration.rules.rule import ActiveRule, Rule

Function = Callable[[Case, ActiveRule], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Registered:
    """A function, and the parameters that every version of its rule has."""

    function: Function
    parameters: dict[str, type]

    def check(self, rule: Rule) -> None:
        """Raises ValueError for a version that lacks a parameter, or has another."""
        for version in rule.versions:
            kinds = {name: type(value) for name, value in version.parameters.items()}
            if kinds != self.parameters:
                message = f"{rule.id} {version.number} has {kinds}, and its function wants {self.parameters}"
                raise ValueError(message)


FUNCTIONS: dict[str, Registered] = {}


def rule(rule_id: str, **parameters: type) -> Callable[[Function], Function]:
    """The function evaluates the rule of this id; `parameters` are those that it reads, with their types."""

    def register(function: Function) -> Function:
        if rule_id in FUNCTIONS:
            message = f"{rule_id} has two functions"
            raise ValueError(message)
        FUNCTIONS[rule_id] = Registered(function, parameters)
        return function

    return register
