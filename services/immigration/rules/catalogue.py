"""Loads the rules, each with its function."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from services.immigration.rules import (
    cards,
    notices,
    opt,
    papers,
    records,
    reporting,
    residence,
    stay,
    stem,
    students,
    travel,
    verification,
    work,
    work_limits,
)
from services.immigration.rules.registry import FUNCTIONS, Registered
from services.immigration.rules.rule import ActiveRule, Rule, Rules, Version

__all__ = ["TOPICS", "ActiveRule", "Rule", "Rules", "Version", "check", "load_rules"]

TOPICS = (
    *(papers, travel, stay, students, opt, stem, reporting, cards),
    *(work, work_limits, residence, notices, verification, records),
)
"""The modules whose functions evaluate the rules; importing them registers these."""


@cache
def load_rules() -> Rules:
    """Raises ValueError where the file does not keep to the schema, or does not fit the functions."""
    content = yaml.safe_load(files(__package__).joinpath("rules.yaml").read_text("utf-8"))
    rules = Rules(tuple(Rule.model_validate(_with_defaults(each, content)) for each in content["rules"]))
    check(rules, FUNCTIONS)
    return rules


def _with_defaults(rule: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    return {"checked_on": content["checked_on"], **rule}


def check(rules: Rules, functions: Mapping[str, Registered]) -> None:
    """Raises ValueError for a rule without a function, a function without a rule, or two rules of one id."""
    ids = [rule.id for rule in rules.rules]
    if len(ids) != len(set(ids)) or set(ids) != set(functions):
        message = f"rules and functions differ: {sorted(set(ids) ^ set(functions)) or 'an id stands twice'}"
        raise ValueError(message)
    for rule in rules.rules:
        functions[rule.id].check(rule)
