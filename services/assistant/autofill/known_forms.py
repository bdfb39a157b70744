"""Loads the forms that are known by their code."""

from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.assistant.autofill.attributes import load_attributes
from services.assistant.autofill.errors import FormNotKnown
from services.assistant.autofill.fields import FieldKind, FormField
from services.assistant.autofill.mapping import Certainty, Match


class KnownField(BaseModel):
    """A field of a known form; without an `attribute` no document says what belongs there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9_]+$")
    label: str = Field(min_length=3)
    type: FieldKind = FieldKind.TEXT
    options: tuple[str, ...] = ()
    attribute: str | None = None
    only_for_holders: tuple[str, ...] = ()

    @field_validator("attribute")
    @classmethod
    def be_known(cls, name: str | None) -> str | None:
        if name is not None and name not in load_attributes():
            message = f"{name} is no attribute"
            raise ValueError(message)
        return name


class KnownForm(BaseModel):
    """A form of which the project knows what its fields ask for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[A-Z]+-\d+[A-Z]?$")
    name: str
    fields: tuple[KnownField, ...]

    def form_fields(self) -> list[FormField]:
        return [FormField(each.name, each.label, each.type, each.options) for each in self.fields]

    def matches(self) -> dict[str, Match]:
        return {
            each.name: Match(each.attribute, Certainty.SAID, only_for_holders=each.only_for_holders)
            for each in self.fields
            if each.attribute
        }


@cache
def load_forms() -> dict[str, KnownForm]:
    """By code. Raises ValidationError where a file does not keep to the schema."""
    folder = files(__package__).joinpath("forms")
    found = [yaml.safe_load(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".yaml")]
    forms = [KnownForm.model_validate(content) for content in found]
    return {form.code: form for form in sorted(forms, key=lambda form: form.code)}


def known_form(code: str) -> KnownForm:
    """Whatever case and hyphens it is written with. Raises FormNotKnown, which names those that are."""
    forms = load_forms()
    wanted = code.replace("-", "").replace(" ", "").upper()
    for form in forms.values():
        if form.code.replace("-", "") == wanted:
            return form
    raise FormNotKnown(f"Form not known; known are {', '.join(forms)}")
