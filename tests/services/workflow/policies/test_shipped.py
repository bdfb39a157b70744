"""The policies that are shipped, with the examples that stand beside them."""

import pytest
from pydantic import ValidationError

from services.workflow.policies.catalogue import load_policies
from services.workflow.policies.policy import Example, Policy

EXAMPLES = [
    pytest.param(policy, example, id=f"{policy.name}: {example.name}")
    for policy in load_policies().values()
    for example in policy.examples
]


@pytest.mark.parametrize(("policy", "example"), EXAMPLES)
def test_decides_as_its_example_says(policy: Policy, example: Example) -> None:
    decision = policy.decide(example.context, example.documents, example.today)
    assert decision.allowed is example.allowed, decision.reasons


@pytest.mark.parametrize("policy", load_policies().values(), ids=lambda policy: policy.name)
def test_examples_show_both_answers(policy: Policy) -> None:
    assert {example.allowed for example in policy.examples} == {True, False}


def test_what_cannot_be_decided_denies() -> None:
    policy = load_policies()["f1-travel-ready"]
    (example,) = [each for each in policy.examples if each.name == "a date that can't be read denies"]
    decision = policy.decide(example.context, example.documents, example.today)
    undecided = [outcome for outcome in decision.outcomes if outcome.undecided]
    assert undecided
    assert all(outcome.result is None for outcome in undecided)
    assert decision.allowed is False


def test_a_rule_names_its_documents() -> None:
    policy = load_policies()["passport-valid-six-months"]
    example = next(each for each in policy.examples if each.name == "the newer of two")
    (matched,) = policy.decide(example.context, example.documents, example.today).matched
    assert matched.documents == ["n"]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"expression": "1 +"}, "The expression is wrong at line 1"),
        ({"expression": "1"}, "a rule is true or false"),
        ({"effect": "perhaps"}, "Input should be 'allow' or 'deny'"),
        ({"documents": "1"}, "its documents are a list"),
        ({"expression": "nobody"}, "undeclared reference to 'nobody'"),
        ({"expression": "known + 1 == 2"}, "no matching overload"),
    ],
)
def test_a_wrong_rule_is_refused_at_load(change: dict[str, str], wrong: str) -> None:
    rule = {"expression": "known == 'a'", "effect": "allow", "reason": "because", "documents": "[known]"}
    policy = {
        "name": "new",
        "description": "A new policy",
        "effect": "deny",
        "variables": [{"name": "known", "expression": "'a'"}],
        "rules": [rule],
        "examples": [{"name": name, "today": "2026-11-23", "allowed": True} for name in "ab"],
    }
    assert Policy.model_validate(policy).name == "new"
    with pytest.raises(ValidationError, match=wrong):
        Policy.model_validate(policy | {"rules": [rule | change]})
