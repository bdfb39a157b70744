"""Laying what a person said over what was read."""

from collections.abc import Mapping
from typing import Any

from services.document.extraction.fields import FieldEvidence, FieldMethod

Details = dict[str, Any]
NOWHERE: Mapping[str, Any] = {"page": None, "box": None, "snippet": None}
UNPROVEN: Mapping[str, Any] = {"verified": False, "evidence": FieldEvidence.NOT_COVERED}


def with_stated(read: Mapping[str, Details], stated: Mapping[str, str | None]) -> dict[str, Details]:
    """The details of all fields; what a person said keeps the place where it was read, and null takes a field out."""
    said = {name: _details(read.get(name), value) for name, value in stated.items() if value is not None}
    return {name: details for name, details in read.items() if name not in stated} | said


def _details(read: Details | None, value: str) -> Details:
    if read is not None and read["value"] == value:
        return {**read, "confidence": 1.0, "method": FieldMethod.USER}
    place = {name: detail for name, detail in (read or NOWHERE).items() if name != "differs_from"}
    return {**place, **UNPROVEN, "value": value, "confidence": 1.0, "method": FieldMethod.USER}
