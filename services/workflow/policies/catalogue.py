"""Loads the policies that are shipped."""

from functools import cache
from importlib.resources import files
from uuid import UUID

import yaml

from services.workflow.policies.errors import PolicyNotFound
from services.workflow.policies.policy import Policy


@cache
def load_policies() -> dict[str, Policy]:
    """By name. Raises ValidationError where an expression is wrong or a file does not keep to the schema."""
    folder = files(__package__).joinpath("shipped")
    found = [yaml.safe_load(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".yaml")]
    policies = [Policy.model_validate(content) for content in found]
    return {policy.name: policy for policy in sorted(policies, key=lambda policy: policy.name)}


def policy_by_name(name: str) -> Policy:
    """Raises PolicyNotFound."""
    if policy := load_policies().get(name):
        return policy
    raise PolicyNotFound


def policy_by_id(policy_id: UUID) -> Policy:
    """Raises PolicyNotFound."""
    for policy in load_policies().values():
        if policy.id == policy_id:
            return policy
    raise PolicyNotFound
