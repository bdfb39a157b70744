"""Events on their way to endpoints."""

import pytest
from standardwebhooks import Webhook

from tests.services.webhook.conftest import event_of, published, registered
from tests.support.endpoints import Answer, Endpoint
from tests.support.platform import Caller, Platform


class TestArriving:
    async def test_a_custom_event(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        webhook = await registered(as_owner, f"{endpoint.url}/hook", "custom.*")
        event = await published(as_owner)
        assert [each["status"] for each in event["deliveries"]] == ["pending"]
        await platform.run_tasks()
        (received,) = endpoint.at("/hook")
        assert received.event == {"type": "custom.paid", "timestamp": event["occurred_at"], "data": {"invoice": 7}}
        assert received.headers["webhook-id"] == event["id"]
        (delivery,) = (await event_of(as_owner, event["id"]))["deliveries"]
        assert (delivery["webhook_id"], delivery["status"]) == (webhook["id"], "delivered")
        assert (delivery["attempts"], delivery["last_status_code"], delivery["next_attempt_at"]) == (1, 204, None)

    async def test_verified_by_the_public_library(
        self, platform: Platform, as_owner: Caller, endpoint: Endpoint
    ) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.paid")
        await published(as_owner)
        await platform.run_tasks()
        (received,) = endpoint.received
        assert Webhook(webhook["secret"]).verify(received.body, received.headers) == received.event
