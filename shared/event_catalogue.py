"""The public events as data: what webhooks choose from, workflows wait for, and the audit trail holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from inspect import getdoc
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from pydantic.json_schema import GenerateJsonSchema

from shared.events import EVENTS, Event

ENVELOPE = ("id", "occurred_at")
"""What is told of an event beside its data."""


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """A type of events; `schema` (JSON Schema 2020-12) and `example` are of its data."""

    type: str
    version: int
    description: str
    schema: Mapping[str, Any]
    example: Mapping[str, Any]


class Untitled(GenerateJsonSchema):
    """Names of fields say it already."""

    def field_title_should_be_set(self, _schema: object) -> bool:
        return False


@cache
def catalogue() -> Mapping[str, EventDefinition]:
    """By type, in the order of their names."""
    return {name: _definition(EVENTS[name]) for name in sorted(EVENTS) if EVENTS[name].is_public}


def data_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """What an event says, as it is told to others: without what its envelope tells already."""
    return {name: value for name, value in event.items() if name not in {"type", *ENVELOPE}}


def _definition(event: type[Event]) -> EventDefinition:
    schema = event.model_json_schema(mode="serialization", schema_generator=Untitled)
    schema["properties"] = {name: each for name, each in schema["properties"].items() if name not in ENVELOPE}
    schema["required"] = [name for name in schema["required"] if name not in ENVELOPE]
    schema.pop("description", None)
    return EventDefinition(event.type, event.version, _description(event), schema, _example(event))


def _description(event: type[Event]) -> str:
    """Its own words, else its name: `document.moved` → `Document moved`."""
    own = event.__doc__ and vars(event).get("__doc__")
    return getdoc(event) or "" if own else event.type.replace(".", " ").replace("_", " ").capitalize()


def _example(event: type[Event]) -> dict[str, Any]:
    examples = _examples()
    found: dict[str, Any] = {}
    for name in event.model_fields.keys() - {*ENVELOPE}:
        if name == "actor":
            found[name] = {"kind": "account", "id": _some_id("account_id")}
        else:
            found[name] = examples.get(f"{event.type}.{name}") or examples.get(name) or _some_id(name)
    return dict(sorted(found.items()))


def _some_id(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


@cache
def _examples() -> Mapping[str, Any]:
    examples: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("event_examples.yaml").read_text("utf-8"))
    return examples
