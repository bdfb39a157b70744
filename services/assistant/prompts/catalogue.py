"""Loads the prompts, and fills in their gaps."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.assistant.prompts.errors import WrongVariables

LONGEST_VALUE = 200


class Variable(BaseModel):
    """A gap in a template; without a `default` it has to be filled in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z_]+$")
    label: str
    default: str | None = Field(None, description="Taken where the variable is left out.")
    options: tuple[str, ...] = Field((), description="All values it may have; any where there are none.")
    pattern: str | None = Field(None, description="A regular expression that a value matches whole.")
    examples: tuple[str, ...] = ()

    def checked(self, value: str) -> str:
        """The value on one line. Raises ValueError with a sentence for whoever sent it."""
        plain = " ".join(value.split())
        if not plain or len(plain) > LONGEST_VALUE:
            message = f"{self.name} has from 1 to {LONGEST_VALUE} characters"
            raise ValueError(message)
        if self.options and plain not in self.options:
            message = f"{self.name} is one of {', '.join(self.options)}"
            raise ValueError(message)
        if self.pattern and not re.fullmatch(self.pattern, plain):
            message = f"{self.name} does not look like {' or '.join(self.examples) or self.default}"
            raise ValueError(message)
        return plain


class Prompt(BaseModel):
    """A question with gaps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    description: str
    category: str
    template: str
    variables: tuple[Variable, ...] = ()

    @model_validator(mode="after")
    def name_every_gap(self) -> Self:
        gaps = {name for _, name, _, _ in Formatter().parse(self.template) if name}
        if gaps != {variable.name for variable in self.variables}:
            message = f"the gaps of {self.id} are not its variables"
            raise ValueError(message)
        return self

    def filled(self, values: Mapping[str, str]) -> str:
        """The question. Raises WrongVariables, which names every one that is missing, unknown or wrong."""
        wrong = [f"{name} is no variable of this prompt" for name in values if name not in self._names]
        found: dict[str, str] = {}
        for variable in self.variables:
            value = values.get(variable.name, variable.default)
            try:
                found[variable.name] = variable.checked(value) if value is not None else ""
            except ValueError as error:
                wrong.append(str(error))
            if value is None:
                wrong.append(f"{variable.name} is missing")
        if wrong:
            raise WrongVariables("; ".join(wrong))
        return self.template.format_map(found)

    @property
    def _names(self) -> set[str]:
        return {variable.name for variable in self.variables}


@cache
def load_prompts() -> dict[str, Prompt]:
    """By id, in the order of the file. Raises ValidationError where it does not keep to the schema."""
    content = yaml.safe_load(files(__package__).joinpath("prompts.yaml").read_text("utf-8"))
    return {prompt.id: prompt for prompt in map(Prompt.model_validate, content["prompts"])}
