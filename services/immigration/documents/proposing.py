"""The status that a document proposes, each part with where it was read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from services.immigration.statuses.schemas import NUMBER, StatusCreate
from services.immigration.statuses.types import STATUS_CODES, StatusType
from shared.clients.document import ReadValue

Readings = Mapping[str, ReadValue]
"""What was read in a document, by the names of its fields."""

READINGS: TypeAdapter[dict[str, ReadValue]] = TypeAdapter(dict[str, ReadValue])

DURATION_OF_STATUS = "D/S"
FIELDS = ("country", NUMBER, "valid_from", "valid_until")


class Decision(StrEnum):
    """On what a document proposes."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Code(BaseModel):
    """`always` the same, or `read` in a field; `codes` says what is meant by values that are none themselves."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    always: str | None = None
    read: str | None = None
    codes: Mapping[str, str] = {}
    otherwise: str | None = None


class Source(BaseModel):
    """In which fields of a type of documents the parts of a status are read; the first that was read counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    status_type: StatusType
    code: Code = Code()
    always_country: str | None = None
    country: tuple[str, ...] = ()
    document_number: tuple[str, ...] = ()
    valid_from: tuple[str, ...] = ()
    valid_until: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a part of a status was read."""

    document_field: str
    reading: ReadValue


@dataclass(frozen=True, slots=True)
class Proposal:
    """`values` are those of a StatusCreate, `evidence` and `problems` by their names; what is no value is left out."""

    values: Mapping[str, Any]
    evidence: Mapping[str, Evidence]
    problems: Mapping[str, str] = field(default_factory=dict)


@cache
def load_sources() -> Mapping[str, Source]:
    """By the codes of types of documents."""
    content = yaml.safe_load(files(__package__).joinpath("proposals.yaml").read_text("utf-8"))
    return {code: Source.model_validate(source) for code, source in content.items()}


def propose(document_type_code: str | None, readings: Readings) -> Proposal | None:
    """None for a type that proposes nothing, and where no number and no day was read."""
    source = load_sources().get(document_type_code or "")
    if source is None:
        return None
    evidence = {name: found for name in FIELDS if (found := _first(getattr(source, name), readings))}
    if not evidence.keys() - {"country"}:
        return None
    values: dict[str, Any] = {name: _value(name, found.reading.value) for name, found in evidence.items()}
    if source.always_country:
        values["country"] = source.always_country
    if source.code.read and source.code.read in readings:
        evidence["status_code"] = Evidence(source.code.read, readings[source.code.read])
    values["status_code"] = _status_code(source.code, readings)
    return _checked({"status_type": source.status_type} | values, evidence)


def _first(names: tuple[str, ...], readings: Readings) -> Evidence | None:
    return next((Evidence(name, readings[name]) for name in names if name in readings), None)


def _value(name: str, value: str) -> str | date | None:
    if name == "valid_until" and value.upper().replace(" ", "") in {DURATION_OF_STATUS, "DS"}:
        return None
    return value


def _status_code(code: Code, readings: Readings) -> str | None:
    if code.read is None or code.read not in readings:
        return code.always
    said = re.sub(r"[^A-Z0-9]", "", readings[code.read].value.upper())
    return code.codes.get(said, said if said in STATUS_CODES else code.otherwise)


def _checked(values: dict[str, Any], evidence: Mapping[str, Evidence]) -> Proposal:
    """Without what no status could have; days in the wrong order stay, for whoever looks at the document."""
    problems: dict[str, str] = {}
    try:
        StatusCreate.model_validate(values)
    except ValidationError as error:
        for each in error.errors():
            name = str(each["loc"][0]) if each["loc"] else "valid_until"
            problems[name] = each["msg"].removeprefix("Value error, ")
            if each["loc"]:
                values.pop(name, None)
    return Proposal(values, evidence, problems)
