"""Events on their way to endpoints."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook, WebhookVerificationError

from services.webhook.deliveries.pump import LEASE, Pump
from services.webhook.deliveries.timing import DELAYS, JITTER
from tests.services.webhook.conftest import event_of, published, registered
from tests.support.endpoints import Answer, Endpoint, Received
from tests.support.people import add_member, make_organization, verified
from tests.support.platform import Caller, Platform


async def delivery_of(who: Caller, event: dict[str, Any]) -> dict[str, Any]:
    (delivery,) = (await event_of(who, event["id"]))["deliveries"]
    found: dict[str, Any] = delivery
    return found


async def pump(platform: Platform, *, at: datetime | None = None) -> None:
    """What the schedule does every two seconds."""
    resources: Any = platform.resources("webhook")
    with platform.at(at or resources.now()):
        assert await Pump(resources).run()


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


async def status_of(who: Caller, webhook: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await who.get("webhook", f"/webhooks/{webhook['id']}")).json()
    return found


class TestArriving:
    async def test_a_custom_event(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        webhook = await registered(as_owner, f"{endpoint.url}/hook", "custom.*")
        event = await published(as_owner)
        assert [each["status"] for each in event["deliveries"]] == ["pending"]
        await platform.run_tasks()
        (received,) = endpoint.at("/hook")
        assert received.event == {"type": "custom.paid", "timestamp": event["occurred_at"], "data": {"invoice": 7}}
        assert received.headers["webhook-id"] == event["id"]
        assert received.headers["content-type"] == "application/json"
        delivery = await delivery_of(as_owner, event)
        assert (delivery["webhook_id"], delivery["status"]) == (webhook["id"], "delivered")
        assert (delivery["attempts"], delivery["last_status_code"], delivery["next_attempt_at"]) == (1, 204, None)

    async def test_to_each_that_wants_it(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        for path, pattern in (("/all", "*"), ("/paid", "custom.paid"), ("/other", "custom.other"), ("/v", "vault.*")):
            await registered(as_owner, endpoint.url + path, pattern)
        await platform.run_tasks()
        endpoint.received.clear()
        await published(as_owner)
        await platform.run_tasks()
        assert sorted(each.path for each in endpoint.received) == ["/all", "/paid"]

    async def test_many_at_once_and_each_once(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        for path in ("/a", "/b"):
            await registered(as_owner, endpoint.url + path, "custom.*")
            endpoint.answers[path] = Answer(after=0.01)
        events = {(await published(as_owner))["id"] for _ in range(40)}
        await pump(platform)
        for path in ("/a", "/b"):
            assert sorted(each.headers["webhook-id"] for each in endpoint.at(path)) == sorted(events)
        assert 8 < endpoint.most_at_once <= 16

    async def test_nothing_else_waits_for_one_that_hangs(
        self, platform: Platform, as_owner: Caller, endpoint: Endpoint
    ) -> None:
        for path in ("/slow", "/quick"):
            await registered(as_owner, endpoint.url + path, "custom.*")
        endpoint.answers["/slow"] = Answer(after=0.8)
        for _ in range(30):
            await published(as_owner)
        running = asyncio.create_task(pump(platform))
        await asyncio.sleep(0.6)
        assert (len(endpoint.at("/quick")), len(endpoint.at("/slow"))) == (30, 8)
        await running

    async def test_no_address_of_the_platform_leaks(
        self, platform: Platform, as_owner: Caller, endpoint: Endpoint
    ) -> None:
        await registered(as_owner, endpoint.url, "custom.*")
        await published(as_owner)
        await pump(platform)
        sent = endpoint.received[0].headers
        assert sent.keys() == {
            "host", "accept", "accept-encoding", "connection", "content-type", "content-length", "user-agent",
            "webhook-id", "webhook-timestamp", "webhook-signature",
        }  # fmt: skip


class TestSignatures:
    async def test_verified_by_the_public_library(
        self, platform: Platform, as_owner: Caller, endpoint: Endpoint
    ) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.paid")
        await published(as_owner)
        await pump(platform)
        (received,) = endpoint.received
        assert Webhook(webhook["secret"]).verify(received.body, received.headers) == received.event
        with pytest.raises(WebhookVerificationError):
            Webhook(webhook["secret"]).verify(received.body + b" ", received.headers)

    async def test_two_while_the_secret_changes(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        old = await registered(as_owner, endpoint.url, "custom.*")
        rotate = f"/webhooks/{old['id']}/rotate-secret"
        new = (await as_owner.post("webhook", rotate, json={"grace_seconds": 60})).json()
        assert new["secret"] != old["secret"]
        await published(as_owner)
        await pump(platform)
        (received,) = endpoint.received
        assert len(received.headers["webhook-signature"].split()) == 2
        for each in (old, new):
            Webhook(each["secret"]).verify(received.body, received.headers)
        await published(as_owner)
        await pump(platform, at=datetime.now(UTC) + timedelta(seconds=61))
        assert len(endpoint.received[1].headers["webhook-signature"].split()) == 1

    async def test_at_once_where_the_old_one_is_known_to_others(
        self, platform: Platform, as_owner: Caller, endpoint: Endpoint
    ) -> None:
        old = await registered(as_owner, endpoint.url, "custom.*")
        await as_owner.post("webhook", f"/webhooks/{old['id']}/rotate-secret", json={"grace_seconds": 0})
        await published(as_owner)
        await pump(platform)
        with pytest.raises(WebhookVerificationError):
            Webhook(old["secret"]).verify(endpoint.received[0].body, endpoint.received[0].headers)

    async def test_with_a_public_key(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.*", signature="v1a")
        assert webhook["secret"] is None
        await published(as_owner)
        await pump(platform)
        (received,) = endpoint.received
        kind, _, signature = received.headers["webhook-signature"].partition(",")
        (written,) = webhook["public_keys"]
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(written.removeprefix("whpk_")))
        signed = f"{received.headers['webhook-id']}.{received.headers['webhook-timestamp']}.".encode() + received.body
        assert kind == "v1a"
        key.verify(base64.b64decode(signature), signed)
        with pytest.raises(InvalidSignature):
            key.verify(base64.b64decode(signature), signed + b" ")


class TestTryingAgain:
    async def test_on_schedule_until_the_last(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        await registered(as_owner, endpoint.url, "custom.*")
        endpoint.answers["/"] = Answer(500, b"broken")
        event = await published(as_owner)
        now = datetime.now(UTC)
        for attempt, delay in enumerate(DELAYS, 1):
            await pump(platform, at=now)
            delivery = await delivery_of(as_owner, event)
            assert (delivery["status"], delivery["attempts"], delivery["last_status_code"]) == ("pending", attempt, 500)
            assert delivery["last_error"] == "The endpoint answered 500."
            wait = moment(delivery["next_attempt_at"]) - now
            assert delay <= wait <= delay * (1 + JITTER)
            await pump(platform, at=now + wait - timedelta(seconds=1))
            assert len(endpoint.received) == attempt
            now += wait
        await pump(platform, at=now)
        delivery = await delivery_of(as_owner, event)
        assert (delivery["status"], delivery["attempts"], delivery["next_attempt_at"]) == ("failed", 10, None)
        assert {each.headers["webhook-id"] for each in endpoint.received} == {event["id"]}
        assert {each.body for each in endpoint.received} == {endpoint.received[0].body}

    async def test_until_it_arrives(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.*")
        endpoint.answers["/"] = lambda _: Answer(503 if len(endpoint.received) < 3 else 200)
        event = await published(as_owner)
        now = datetime.now(UTC)
        for minutes in (0, 1, 10):
            await pump(platform, at=now + timedelta(minutes=minutes))
        delivery = await delivery_of(as_owner, event)
        assert (delivery["status"], delivery["attempts"], delivery["last_status_code"]) == ("delivered", 3, 200)
        assert (await status_of(as_owner, webhook))["failures"] == 0
        path = f"/webhooks/{webhook['id']}/deliveries/{delivery['id']}"
        log = (await as_owner.get("webhook", path)).json()["log"]
        assert [(each["number"], each["status_code"]) for each in log] == [(1, 503), (2, 503), (3, 200)]

    @pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 429, 502, 504])
    async def test_whatever_is_not_2xx(
        self, platform: Platform, as_owner: Caller, endpoint: Endpoint, status: int
    ) -> None:
        await registered(as_owner, f"{endpoint.url}/hook", "custom.*")
        endpoint.answers["/hook"] = Answer(status, headers={"Location": f"{endpoint.url}/elsewhere"})
        event = await published(as_owner)
        await pump(platform)
        delivery = await delivery_of(as_owner, event)
        assert (delivery["status"], delivery["last_status_code"]) == ("pending", status)
        assert [each.path for each in endpoint.received] == ["/hook"]

    @pytest.mark.parametrize(
        ("wish", "seconds"), [("600", 600), ("99999999999", 86_400), ("soon", 5), ("1", 5), ("-5", 5)]
    )
    async def test_not_before_the_endpoint_wants_it(
        self, platform: Platform, as_owner: Caller, endpoint: Endpoint, wish: str, seconds: int
    ) -> None:
        await registered(as_owner, endpoint.url, "custom.*")
        endpoint.answers["/"] = Answer(429, headers={"Retry-After": wish})
        event = await published(as_owner)
        now = datetime.now(UTC)
        await pump(platform, at=now)
        wait = moment((await delivery_of(as_owner, event))["next_attempt_at"]) - now
        assert timedelta(seconds=seconds) <= wait <= timedelta(seconds=seconds * (1 + JITTER))

    async def test_a_date_to_come_back(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        await registered(as_owner, endpoint.url, "custom.*")
        now = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
        later = now + timedelta(hours=1)
        endpoint.answers["/"] = Answer(503, headers={"Retry-After": format_datetime(later, usegmt=True)})
        event = await published(as_owner)
        await pump(platform, at=now)
        assert moment((await delivery_of(as_owner, event))["next_attempt_at"]) == later

    async def test_after_a_crash_in_the_middle(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        await registered(as_owner, endpoint.url, "custom.*")
        endpoint.answers["/"] = Answer(after=5)
        event = await published(as_owner)
        running = asyncio.create_task(pump(platform))
        await endpoint.visited.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        endpoint.answers.clear()
        await pump(platform)
        assert len(endpoint.received) == 1
        await pump(platform, at=datetime.now(UTC) + LEASE)
        assert [each.headers["webhook-id"] for each in endpoint.received] == [event["id"]] * 2
        assert (await delivery_of(as_owner, event))["status"] == "delivered"

    async def test_what_the_endpoint_says_is_kept_in_short(
        self, platform: Platform, as_owner: Caller, endpoint: Endpoint
    ) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.*")
        endpoint.answers["/"] = Answer(200, b"\x00\xff" + b"x" * 5_000_000)
        event = await published(as_owner)
        await pump(platform)
        delivery = await delivery_of(as_owner, event)
        assert delivery["status"] == "delivered"
        path = f"/webhooks/{webhook['id']}/deliveries/{delivery['id']}"
        (attempt,) = (await as_owner.get("webhook", path)).json()["log"]
        assert (len(attempt["response"]), attempt["response"][:3]) == (1000, "�xx")


class TestFailing:
    async def test_left_alone_for_a_while(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.*")
        endpoint.answers["/"] = Answer(500)
        for _ in range(5):
            await published(as_owner)
        now = datetime.now(UTC)
        await pump(platform, at=now)
        status = await status_of(as_owner, webhook)
        assert (status["failures"], moment(status["paused_until"])) == (5, now + timedelta(seconds=30))
        await pump(platform, at=now + timedelta(seconds=29))
        assert len(endpoint.received) == 5

    async def test_one_delivery_shows_whether_it_is_back(
        self, platform: Platform, as_owner: Caller, endpoint: Endpoint
    ) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.*")
        endpoint.answers["/"] = Answer(500)
        for _ in range(5):
            await published(as_owner)
        now = datetime.now(UTC)
        await pump(platform, at=now)
        await pump(platform, at=now + timedelta(seconds=31))
        status = await status_of(as_owner, webhook)
        assert (len(endpoint.received), status["failures"]) == (6, 6)
        assert moment(status["paused_until"]) == now + timedelta(seconds=31 + 60)
        endpoint.answers.clear()
        await pump(platform, at=now + timedelta(seconds=100))
        status = await status_of(as_owner, webhook)
        assert (status["failures"], status["paused_until"]) == (0, None)
        assert len(endpoint.received) == 6 + 4  # the probe of before waits for its own time

    async def test_410_is_the_end(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.*")
        endpoint.answers["/"] = Answer(410)
        event = await published(as_owner)
        await platform.run_tasks()
        status = await status_of(as_owner, webhook)
        assert status["status"] == "disabled"
        assert status["disabled_reason"] == "The endpoint answered 410: it wants nothing any more"
        assert (await delivery_of(as_owner, event))["status"] == "failed"
        (mail,) = [mail for mail in platform.mailbox.mails if mail["Subject"] == "A webhook was disabled"]
        assert mail["To"] == "owner@utopia.example"
        assert endpoint.url in mail.get_content()
        assert (await published(as_owner))["deliveries"] == []

    async def test_the_end_after_five_days(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        organization = await make_organization(as_owner)
        await verified(platform, "admin@utopia.example")
        await add_member(as_owner, organization, "admin@utopia.example", "admin")
        webhook = await registered(as_owner, endpoint.url, "custom.*", organization_id=organization)
        endpoint.answers["/"] = Answer(500)
        await published(as_owner, organization_id=organization)
        now = datetime.now(UTC)
        for hours in (*range(0, 100, 4), 119):
            await pump(platform, at=now + timedelta(hours=hours))
        assert (await status_of(as_owner, webhook))["status"] == "active"
        await published(as_owner, organization_id=organization)
        await pump(platform, at=now + timedelta(hours=121))
        status = await status_of(as_owner, webhook)
        assert (status["status"], status["disabled_reason"]) == ("disabled", "Nothing has arrived for five days")
        await platform.run_tasks()
        told = {mail["To"] for mail in platform.mailbox.mails if mail["Subject"] == "A webhook was disabled"}
        assert told == {"owner@utopia.example", "admin@utopia.example"}

    async def test_one_quiet_week_is_not_the_end(
        self, platform: Platform, as_owner: Caller, endpoint: Endpoint
    ) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.*")
        endpoint.answers["/"] = Answer(500)
        await published(as_owner)
        now = datetime.now(UTC)
        for days in (0, 6, 12):
            await pump(platform, at=now + timedelta(days=days))
        assert (await status_of(as_owner, webhook))["status"] == "active"

    async def test_on_again(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.*")
        path = f"/webhooks/{webhook['id']}"
        await as_owner.patch("webhook", path, json={"status": "disabled"})
        await published(as_owner)
        await as_owner.patch("webhook", path, json={"status": "active"})
        await published(as_owner)
        await pump(platform)
        assert len(endpoint.received) == 1

    async def test_turned_off_while_something_waits(
        self, platform: Platform, as_owner: Caller, endpoint: Endpoint
    ) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.*")
        event = await published(as_owner)
        await as_owner.patch("webhook", f"/webhooks/{webhook['id']}", json={"status": "disabled"})
        await pump(platform)
        delivery = await delivery_of(as_owner, event)
        assert (delivery["status"], delivery["last_error"]) == ("failed", "Disabled by its owner")
        assert endpoint.received == []


class TestAgain:
    async def test_one_event(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        await registered(as_owner, endpoint.url, "custom.*")
        event = await published(as_owner)
        await platform.run_tasks()
        again = await as_owner.post("webhook", f"/events/{event['id']}/redeliver")
        assert again.status_code == 202
        assert [(each["status"], each["attempts"]) for each in again.json()["deliveries"]] == [("pending", 0)]
        await platform.run_tasks()
        assert [each.headers["webhook-id"] for each in endpoint.received] == [event["id"]] * 2

    async def test_one_event_to_one_that_was_not_there(
        self, platform: Platform, as_owner: Caller, endpoint: Endpoint
    ) -> None:
        event = await published(as_owner)
        webhook = await registered(as_owner, endpoint.url, "vault.*")
        body = {"webhook_id": webhook["id"]}
        assert (await as_owner.post("webhook", f"/events/{event['id']}/redeliver", json=body)).status_code == 202
        await platform.run_tasks()
        assert [each.headers["webhook-id"] for each in endpoint.received if each.event["type"] == "custom.paid"] == [
            event["id"]
        ]

    async def test_all_that_failed(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.*")
        arrived = await published(as_owner)
        await platform.run_tasks()
        endpoint.answers["/"] = Answer(410)
        failed = [(await published(as_owner))["id"] for _ in range(3)]
        await platform.run_tasks()
        path = f"/webhooks/{webhook['id']}"
        off = await as_owner.post("webhook", f"{path}/replay")
        assert (off.status_code, off.json()["detail"][:24]) == (409, "The webhook is disabled:")
        endpoint.answers.clear()
        endpoint.received.clear()
        await as_owner.patch("webhook", path, json={"status": "active"})
        replayed = await as_owner.post("webhook", f"{path}/replay")
        assert (replayed.status_code, replayed.json()) == (202, {"replayed": 3})
        await platform.run_tasks()
        assert sorted(each.headers["webhook-id"] for each in endpoint.received) == sorted(failed)
        assert arrived["id"] not in failed

    async def test_all_of_some_time(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        """Those before the webhook too, and only what it wants."""
        start = datetime.now(UTC)
        events = []
        for hour in range(4):
            with platform.at(start + timedelta(hours=hour)):
                events.append((await published(as_owner))["id"])
                await published(as_owner, "document.uploaded")
        webhook = await registered(as_owner, endpoint.url, "custom.paid", "vault.*")
        wanted = {
            "only_failed": False,
            "since": (start + timedelta(hours=1)).isoformat(),
            "until": (start + timedelta(hours=3)).isoformat(),
        }
        for _ in range(2):
            replayed = await as_owner.post("webhook", f"/webhooks/{webhook['id']}/replay", json=wanted)
            assert replayed.json() == {"replayed": 2}
            await pump(platform)
        assert sorted(each.headers["webhook-id"] for each in endpoint.received) == sorted(events[1:3] * 2)

    async def test_what_is_on_its_way_stays_so(self, as_owner: Caller, endpoint: Endpoint) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.*")
        await published(as_owner)
        for only_failed in (True, False):
            body = {"only_failed": only_failed}
            replayed = await as_owner.post("webhook", f"/webhooks/{webhook['id']}/replay", json=body)
            assert replayed.json() == {"replayed": 0}


class TestLog:
    async def test_by_status(self, platform: Platform, as_owner: Caller, endpoint: Endpoint) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.*")

        def answer(received: Received) -> Answer:
            return Answer(200 if received.event["type"] == "custom.good" else 500)

        endpoint.answers["/"] = answer
        good, bad = await published(as_owner, "custom.good"), await published(as_owner, "custom.bad")
        await pump(platform)
        path = f"/webhooks/{webhook['id']}/deliveries"
        for status, event in (("delivered", good), ("pending", bad)):
            listed = (await as_owner.get("webhook", path, params={"status": status})).json()["deliveries"]
            assert [each["event_id"] for each in listed] == [event["id"]]
        assert len((await as_owner.get("webhook", path)).json()["deliveries"]) == 2

    async def test_page_by_page(self, as_owner: Caller, endpoint: Endpoint) -> None:
        webhook = await registered(as_owner, endpoint.url, "custom.*")
        expected = [(await published(as_owner))["id"] for _ in range(5)][::-1]
        found: list[str] = []
        params: dict[str, Any] = {"limit": 2}
        while True:
            page = (await as_owner.get("webhook", f"/webhooks/{webhook['id']}/deliveries", params=params)).json()
            found += [each["event_id"] for each in page["deliveries"]]
            if not page["pagination"]["has_more"]:
                break
            params["cursor"] = page["pagination"]["next_cursor"]
        assert sorted(found) == sorted(expected)
