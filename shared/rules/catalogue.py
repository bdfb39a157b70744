"""Loads the rules, and tells which are in force on a day."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, HttpUrl


class Rule(BaseModel):
    """One rule. `says` is what may be quoted of it; `in_force` is False for what is announced without a date."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[A-Z0-9_]+$")
    title: str
    says: str
    source: str
    source_url: HttpUrl
    asked_by: tuple[str, ...] = Field(min_length=1)
    effective_from: date = date.min
    effective_to: date = date.max
    in_force: bool = True

    def holds_on(self, day: date) -> bool:
        return self.in_force and self.effective_from <= day <= self.effective_to


class Rules(BaseModel):
    """All rules, and the month in which they were compared with their sources."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checked_on: date
    alike: dict[str, tuple[str, ...]] = Field(description="What else is taken for a word.")
    rules: tuple[Rule, ...]

    def by_code(self, code: str) -> Rule:
        """Raises KeyError."""
        return {rule.code: rule for rule in self.rules}[code]

    def on(self, day: date) -> Sequence[Rule]:
        """Those in force."""
        return [rule for rule in self.rules if rule.holds_on(day)]


@cache
def load_rules() -> Rules:
    """Raises ValidationError where the file does not keep to the schema."""
    return Rules.model_validate(yaml.safe_load(files(__package__).joinpath("immigration.yaml").read_text("utf-8")))
