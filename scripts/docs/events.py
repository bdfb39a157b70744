"""Writes `docs/events.yaml`, the AsyncAPI 3.0 document of the events: `python -m scripts.docs.events`."""

import json
from pathlib import Path
from typing import Any

import yaml

from shared.event_catalogue import EventDefinition, catalogue

PAGE = Path(__file__).parents[2] / "docs" / "events.yaml"
HEAD = "# Made by `python -m scripts.docs.events` from shared/events.py.\n"
DESCRIPTION = """What immiblox tells webhooks. Each event is a POST of `{type, timestamp, data}`, signed as Standard
Webhooks 1.0.0 has it: `webhook-id` is the same on every retry, and what is answered with 2xx is not sent again. An
event about a vault goes to the webhooks of its owner's personal organization and of every organization that the vault
is shared with; one about an organization's own things goes to that organization."""


def render() -> str:
    events = catalogue()
    messages = {name: _message(event) for name, event in events.items()}
    schemas = {name: schema for event in events.values() for name, schema in event.schema.get("$defs", {}).items()}
    document: dict[str, Any] = {
        "asyncapi": "3.0.0",
        "info": {"title": "immiblox events", "version": "1.0.0", "description": " ".join(DESCRIPTION.split())},
        "defaultContentType": "application/json",
        "channels": {
            "webhook": {
                "address": None,
                "description": "The address of the webhook.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in events},
            }
        },
        "operations": {"deliver": {"action": "send", "channel": {"$ref": "#/channels/webhook"}}},
        "components": {"messages": messages, "schemas": schemas},
    }
    # In a JSON Schema of its own the definitions stand elsewhere.
    document = json.loads(json.dumps(document).replace("#/$defs/", "#/components/schemas/"))
    return HEAD + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def _message(event: EventDefinition) -> dict[str, Any]:
    schema = {name: value for name, value in event.schema.items() if name != "$defs"}
    payload = {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": event.type},
            "timestamp": {"type": "string", "format": "date-time", "description": "When it happened."},
            "data": schema,
        },
    }
    example = {"type": event.type, "timestamp": "2026-11-23T09:00:00Z", "data": dict(event.example)}
    return {
        "name": event.type,
        "title": f"{event.type}, version {event.version}",
        "summary": event.description,
        "payload": payload,
        "examples": [{"payload": example}],
    }


if __name__ == "__main__":
    PAGE.write_text(render(), "utf-8")
