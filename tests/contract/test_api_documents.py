"""The API documents say what a client needs to know of every operation."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.operations import Operation, operations
from tests.support.platform import Caller, Platform

STREAMS = {"application/octet-stream", "text/event-stream", "text/calendar", "text/markdown", "application/zip"}
"""Answers that are no JSON."""
USERS_OWN = {"metadata", "metadata_details", "context", "payload", "schema", "example"}
"""Fields that hold whatever the user put there, or a JSON Schema and what fits it."""


@pytest.fixture
async def documented(platform: Platform, as_nobody: Caller) -> list[Operation]:
    found = await operations(as_nobody, list(platform.apps))
    return [each for each in found if each.path.startswith("/api/")]


def untyped(schema: dict[str, Any], name: str = "") -> Iterator[str]:
    """Where the schema leaves open what stands there."""
    for key, value in schema.get("properties", {}).items():
        yield from untyped(value, key)
    for part in ("anyOf", "oneOf", "allOf"):
        for each in schema.get(part, []):
            yield from untyped(each, name)
    if schema.get("type") == "array":
        for each in schema.get("prefixItems", [schema.get("items", {})]):
            yield from untyped(each, name)
    is_open = schema.get("type") == "object" and "properties" not in schema and not schema.get("additionalProperties")
    if (schema == {} or is_open) and name not in USERS_OWN:
        yield name


async def test_every_operation_says_what_it_does(documented: list[Operation]) -> None:
    assert [str(each) for each in documented if len(each.description.get("description", "")) < 12] == []


async def test_every_operation_names_its_errors(documented: list[Operation]) -> None:
    expected = {"401", "403", "429"}
    guarded = [each for each in documented if not each.is_open]
    assert [str(each) for each in guarded if not expected <= each.description["responses"].keys()] == []


async def test_every_answer_has_a_schema(documented: list[Operation]) -> None:
    bare = []
    for operation in documented:
        success = next(value for key, value in operation.description["responses"].items() if key.startswith("2"))
        content = success.get("content", {})
        if not content.keys() & STREAMS and not content.get("application/json", {}).get("schema"):
            bare.append(str(operation))
    assert bare == []


async def test_no_object_is_left_open(platform: Platform, documented: list[Operation]) -> None:
    schemas = {
        (each.service, name): schema
        for each in documented
        for name, schema in each.document["components"]["schemas"].items()
        if name not in {"HTTPValidationError", "ValidationError"}
    }
    found = {f"{service} {name}.{field}" for (service, name), schema in schemas.items() for field in untyped(schema)}
    assert found == set()
