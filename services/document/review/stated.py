"""Laying what a person said over what was read."""

from collections.abc import Mapping
from typing import Any

from services.document.extraction.fields import FieldEvidence, FieldMethod

Details = dict[str, Any]
NOT_READ: Mapping[str, Any] = {
    "page": None,
    "box": None,
    "verified": False,
    "evidence": FieldEvidence.NOT_COVERED,
    "snippet": None,
}


def with_stated(read: Mapping[str, Details], stated: Mapping[str, str | None]) -> dict[str, Details]:
    """The details of all fields; what a person confirmed keeps its place on the page, and null takes a field out."""
    said = {name: _details(read.get(name), value) for name, value in stated.items() if value is not None}
    return {name: details for name, details in read.items() if name not in stated} | said


def _details(read: Details | None, value: str) -> Details:
    place = read if read is not None and read["value"] == value else NOT_READ
    return {**place, "value": value, "confidence": 1.0, "method": FieldMethod.USER}
