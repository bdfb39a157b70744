"""Loads how forms ask."""

import re
from functools import cache, cached_property
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.assistant.autofill.attributes import load_attributes


class Rule(BaseModel):
    """Words that ask for an attribute."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attribute: str
    asks: tuple[str, ...] = Field(min_length=1, description="Regular expressions; one matches the whole ask.")
    after: tuple[str, ...] = Field((), description="Only right after a field that asks for one of these.")
    never_in: str | None = Field(None, description="A regular expression that the label or name must not hold.")
    about: str | None = Field(None, description="A word for other people that is meant to be there.")
    only_for_holders: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="Where the label holds this expression, only for who holds such a document."
    )

    @field_validator("attribute")
    @classmethod
    def be_known(cls, name: str) -> str:
        if name not in load_attributes():
            message = f"{name} is no attribute"
            raise ValueError(message)
        return name

    @cached_property
    def ask(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{ask})" for ask in self.asks))


class Wording(BaseModel):
    """The rules, and the words that say who is meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    other_people: str
    the_person: str
    hints: str
    rules: tuple[Rule, ...]

    @cached_property
    def others(self) -> re.Pattern[str]:
        return _any_word(self.other_people)

    @cached_property
    def person(self) -> re.Pattern[str]:
        return _any_word(self.the_person)

    @cached_property
    def hint(self) -> re.Pattern[str]:
        return re.compile("|".join(self.hints.split("\n")).strip("|"))


def _any_word(lines: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(lines.split(chr(10))).strip('|')})\b")


@cache
def load_wording() -> Wording:
    """Raises ValidationError where the file does not keep to the schema."""
    return Wording.model_validate(yaml.safe_load(files(__package__).joinpath("wording.yaml").read_text("utf-8")))
