"""The operations of all services, read from their API documents, and requests that fit them."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.support.platform import Caller

METHODS = {"get", "post", "put", "patch", "delete"}
VALUES: dict[str, Any] = {
    "uuid": str(uuid4()),
    "email": "somebody@utopia.example",
    "date": "2026-01-31",
    "date-time": "2099-01-31T12:00:00Z",
    "binary": "file",
    "string": "something",
    "integer": 1,
    "number": 1.0,
    "boolean": True,
    "array": [],
    "object": {},
}


@dataclass(frozen=True)
class Operation:
    """One method of one path of one service."""

    service: str
    method: str
    path: str
    document: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.service} {self.path}"

    @property
    def description(self) -> dict[str, Any]:
        found: dict[str, Any] = self.document["paths"][self.path][self.method.lower()]
        return found

    @property
    def is_open(self) -> bool:
        return {} in self.description.get("security", [{}])

    @property
    def permission(self) -> str | None:
        return self.description.get("x-permission")

    def accepts(self, scheme: str) -> bool:
        return any(scheme in alternative for alternative in self.description["security"])

    @property
    def collections(self) -> list[str]:
        """What each parameter of the path is one of: the word before it."""
        parts = self.path.split("/")
        return [parts[place - 1] for place, part in enumerate(parts) if part.startswith("{")]

    def filled(self, ids: dict[str, str]) -> str:
        """The path below its prefix, with the id of the caller's aim in each place."""
        parts = self.path.removeprefix("/api/v1").split("/")
        return "/".join(ids[parts[place - 1]] if part.startswith("{") else part for place, part in enumerate(parts))

    def body(self) -> dict[str, Any]:
        """Arguments for a request: the least that fits the schema."""
        content = self.description.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            return {"files": {"file": ("note.txt", b"a note")}}
        if "application/json" in content:
            return {"json": self._example(content["application/json"]["schema"])}
        return {}

    def _example(self, schema: dict[str, Any]) -> Any:
        for choices in ("anyOf", "oneOf", "allOf"):
            schema = schema.get(choices, [schema])[0]
        if "$ref" in schema:
            return self._example(self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
        known = [schema[key] for key in ("const", "default") if key in schema]
        if suggested := known + schema.get("enum", []) + schema.get("examples", []):
            return suggested[0]
        if schema.get("minItems"):
            return [self._example(schema["items"])]
        if "properties" in schema:
            return {name: self._example(schema["properties"][name]) for name in schema.get("required", [])}
        return VALUES[schema.get("format") or schema.get("type") or "object"]


async def operations(caller: Caller, services: list[str]) -> list[Operation]:
    """Every operation, those without a person to ask for apart."""
    return [
        Operation(service, method.upper(), path, document)
        for service in services
        for document in [(await caller.get(service, "/openapi.json")).json()]
        for path, methods in document["paths"].items()
        for method in methods
        if method in METHODS
    ]
