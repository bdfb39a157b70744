"""The events as data."""

import jsonschema
import pytest

from shared.event_catalogue import EventDefinition, catalogue, data_of
from shared.events import EVENTS

NAMED_IN_THE_CONTRACT = {
    "account": "created updated",
    "vault": "created updated deleted shared share_revoked",
    "document": "uploaded processed failed classified moved deleted downloaded forwarded",
    "assistant": "answered",
    "workflow": "started step_completed completed failed cancelled",
    "person": "created updated deleted",
    "status": "created updated expiring",
    "compliance": "due",
    "organization": "member_added member_removed",
    "api_key": "created rotated revoked",
}


def test_has_what_the_contract_names() -> None:
    named = {f"{kind}.{act}" for kind, acts in NAMED_IN_THE_CONTRACT.items() for act in acts.split()}
    assert named <= catalogue().keys()


@pytest.mark.parametrize("event", catalogue().values(), ids=lambda event: event.type)
def test_examples_keep_to_their_schema(event: EventDefinition) -> None:
    jsonschema.Draft202012Validator(event.schema).validate(event.example)
    made = EVENTS[event.type].model_validate(event.example)
    assert data_of(made.model_dump(mode="json")).keys() == event.example.keys()
    assert event.description
    assert event.version >= 1


def test_only_public_ones() -> None:
    assert "account.erasure_requested" not in catalogue()
