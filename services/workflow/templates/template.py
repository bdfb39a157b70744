"""A template, and what is checked before one is used."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Self
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.workflow.policies.catalogue import load_policies
from services.workflow.policies.policy import NAMESPACE
from services.workflow.templates.step_types import (
    BranchStep,
    Driver,
    EventStep,
    JoinStep,
    ParallelStep,
    PolicyStep,
    Step,
)


class Template(BaseModel):
    """The first step is where an execution begins. Steps form no circle: each is done once at most."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)
    version: int = Field(ge=1)
    description: str
    category: str = Field(pattern=r"^[a-z_]+$")
    is_active: bool = True
    steps: tuple[Step, ...] = Field(min_length=1)

    @property
    def id(self) -> UUID:
        """Another content is another template, so that no execution is changed under way."""
        return uuid5(NAMESPACE, f"template:{self.name}:{self.version}:{self.digest}")

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()

    @cached_property
    def by_key(self) -> Mapping[str, Step]:
        return {step.key: step for step in self.steps}

    @property
    def first(self) -> str:
        return self.steps[0].key

    @cached_property
    def awaited(self) -> list[str]:
        """The types of events that any of its steps waits for."""
        return sorted({step.config.event_type for step in self.steps if isinstance(step, EventStep)})

    def branches_into(self, join: str) -> int:
        """How many ways meet at a JOIN."""
        return next(
            len(step.config.branches)
            for step in self.steps
            if isinstance(step, ParallelStep) and step.config.join == join
        )

    @model_validator(mode="after")
    def hold_together(self) -> Self:
        faults = [*_faults(self)]
        if faults:
            raise ValueError("; ".join(faults))
        return self


def _faults(template: Template) -> Iterator[str]:
    keys = [step.key for step in template.steps]
    yield from (f"two steps are called {key}" for key in {key for key in keys if keys.count(key) > 1})
    unknown = [(step.key, way) for step in template.steps for way in step.following() if way not in keys]
    yield from (f"{key} leads to {way}, which is no step" for key, way in unknown)
    yield from _unknown_policies(template)
    idle = [step.key for step in template.steps if step.assignee and step.driver is Driver.ENGINE]
    yield from (f"{key} is done by the engine: it has no assignee" for key in idle)
    yield from _misjoined(template)
    if unknown:
        return
    reached, circle = _walk(template)
    yield from (f"no way leads to {key}" for key in keys if key not in reached)
    if circle:
        yield f"the steps go round in a circle: {' → '.join(circle)}"
    else:
        yield from _open_branches(template)


def _unknown_policies(template: Template) -> Iterator[str]:
    known = load_policies()
    for step in template.steps:
        named = [step.requires, step.config.policy if isinstance(step, PolicyStep) else None]
        yield from (
            f"{step.key} names {policy}, which is no policy" for policy in named if policy and policy not in known
        )


def _misjoined(template: Template) -> Iterator[str]:
    joins = [step.config.join for step in template.steps if isinstance(step, ParallelStep)]
    for step in template.steps:
        if isinstance(step, JoinStep) and joins.count(step.key) != 1:
            yield f"{step.key} has to be the join of one PARALLEL step"
        if isinstance(step, BranchStep | ParallelStep) and (step.on_success or step.on_failure):
            yield f"{step.key} says in its config where it leads"
    keys = {step.key for step in template.steps if isinstance(step, JoinStep)}
    yield from (f"{join} is no JOIN step" for join in joins if join not in keys)


def _walk(template: Template) -> tuple[set[str], list[str]]:
    """The steps that can be reached, and a circle where there is one."""
    reached: set[str] = set()
    circle: list[str] = []

    def visit(key: str, way: list[str]) -> None:
        if key in way:
            circle[:] = circle or [*way[way.index(key) :], key]
            return
        if key in reached:
            return
        reached.add(key)
        for following in template.by_key[key].following():
            visit(following, [*way, key])

    visit(template.first, [])
    return reached, circle


def _open_branches(template: Template) -> Iterator[str]:
    """A branch that ends before its join would keep the join waiting for ever."""
    for step in template.steps:
        if isinstance(step, ParallelStep):
            for branch in step.config.branches:
                ends = dict.fromkeys(_ends(template, branch, step.config.join))
                yield from (f"{key} ends before it comes to {step.config.join}" for key in ends)


def _ends(template: Template, key: str, join: str) -> Iterator[str]:
    if key == join:
        return
    step = template.by_key[key]
    if isinstance(step, ParallelStep):
        yield from _ends(template, step.config.join, join)
        return
    if not isinstance(step, BranchStep) and step.on_success is None:
        yield key
    for following in step.following():
        yield from _ends(template, following, join)
