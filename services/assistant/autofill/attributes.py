"""Loads what can be known of a person, and which documents are believed about it."""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator


class ValueKind(StrEnum):
    """Decides when two values are the same, and how a form wants them written."""

    NAME = "name"
    GIVEN_NAMES = "given_names"
    """`ANNA` and `ANNA MARIA` are one person's."""
    MIDDLE_NAME = "middle_name"
    """`M` and `MARIA` are one person's."""
    DATE = "date"
    ADMISSION_END = "admission_end"
    """A date, or `D/S` for duration of status."""
    COUNTRY = "country"
    SEX = "sex"
    ALIEN_NUMBER = "alien_number"
    SSN = "ssn"
    IDENTIFIER = "identifier"
    TEXT = "text"


class Take(StrEnum):
    """How one value is made from another."""

    FIRST_WORD = "first_word"
    OTHER_WORDS = "other_words"
    INITIAL_OF_OTHER_WORDS = "initial_of_other_words"
    FULL_NAME = "full_name"
    STREET = "street"
    UNIT = "unit"
    CITY = "city"
    STATE = "state"
    ZIP = "zip"


class Attribute(BaseModel):
    """Something that can be known of a person."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str = Field(min_length=2)
    kind: ValueKind
    sources: dict[str, tuple[str, ...]] = Field(default_factory=dict, alias="from")
    of: str | None = None
    take: Take | None = None
    not_past: bool = Field(default=False, description="A day that has gone by is no answer any more.")
    prefers_valid: bool = Field(
        default=False, description="What an expired document says counts only where no valid one says anything."
    )
    unless_held: tuple[str, ...] = Field((), description="Not for people who hold such a document.")

    @model_validator(mode="after")
    def come_from_somewhere(self) -> Self:
        if bool(self.sources) == (self.take is not None):
            message = "an attribute is read from documents or made from another, one of both"
            raise ValueError(message)
        return self


@cache
def load_attributes() -> dict[str, Attribute]:
    """By name. Raises ValidationError where the file does not keep to the schema."""
    content = yaml.safe_load(files(__package__).joinpath("attributes.yaml").read_text("utf-8"))
    return {name: Attribute.model_validate(entry) for name, entry in content["attributes"].items()}
