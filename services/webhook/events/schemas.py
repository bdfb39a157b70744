"""Events on the wire."""

import json
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from services.webhook.deliveries.schemas import DeliveryRead
from services.webhook.webhooks.patterns import is_known_type
from shared.pagination import Pagination
from shared.schemas import Body, Schema, Timestamp


def _read(payload: object) -> object:
    """The reference sends it as a string that holds JSON."""
    if not isinstance(payload, str):
        return payload
    try:
        return json.loads(payload)
    except (ValueError, RecursionError) as error:
        message = "the payload is not valid JSON"
        raise ValueError(message) from error


def _known(event_type: str) -> str:
    if not is_known_type(event_type):
        message = "not a type of the catalogue, and not custom.<name>"
        raise ValueError(message)
    return event_type


Payload = Annotated[dict[str, Any], BeforeValidator(_read, json_schema_input_type=dict[str, Any] | str)]


class EventCreate(Body):
    """Something that happened elsewhere; `payload` is an object, or a string that holds one as JSON."""

    event_type: Annotated[str, AfterValidator(_known)] = Field(examples=["custom.invoice_paid"])
    payload: Payload = Field(default_factory=dict)
    organization_id: UUID | None = Field(None, description="Here or in the query; else your personal organization.")


class EventRead(Schema):
    """A fact, and on its way to whom it is."""

    id: UUID
    organization_id: UUID
    event_type: str
    payload: dict[str, Any]
    occurred_at: Timestamp
    created_at: Timestamp
    deliveries: list[DeliveryRead]


class EventList(Schema):
    """A page of events, newest first."""

    events: list[EventRead]
    pagination: Pagination


class Redelivery(Body):
    """To which webhook; else to all that the event was sent to."""

    webhook_id: UUID | None = None


class EventTypeRead(Schema):
    """A type of events; `schema` (JSON Schema 2020-12) is of its data."""

    type: str
    version: int
    description: str
    data_schema: dict[str, Any] = Field(alias="schema", serialization_alias="schema")
    example: dict[str, Any]


class EventTypes(Schema):
    """All types, by their names. Beside them there is `custom.` and whatever you make up."""

    event_types: list[EventTypeRead]
