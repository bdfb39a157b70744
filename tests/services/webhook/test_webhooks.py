"""Registering webhooks and looking after them."""

import base64
import os
from typing import Any
from uuid import uuid4

import pytest

from tests.services.webhook.conftest import registered
from tests.support.endpoints import Endpoint
from tests.support.people import add_member, make_machine, make_organization, personal_organization, verified
from tests.support.platform import Caller, Platform

PUBLIC = "https://93.184.215.14/hook"


async def refused(who: Caller, **body: Any) -> tuple[int, Any]:
    response = await who.post("webhook", "/webhooks", json={"url": PUBLIC, "events": ["*"]} | body)
    return response.status_code, response.json()["detail"]


class TestRegistering:
    async def test_for_ones_own_organization(self, as_owner: Caller, organization_id: str) -> None:
        webhook = await registered(as_owner, PUBLIC, "document.uploaded", "vault.shared")
        assert (webhook["url"], webhook["events"]) == (PUBLIC, ["document.uploaded", "vault.shared"])
        assert (webhook["organization_id"], webhook["status"]) == (organization_id, "active")
        assert len(base64.b64decode(webhook["secret"].removeprefix("whsec_"))) == 32

    async def test_the_secret_is_shown_once(self, as_owner: Caller, organization_id: str) -> None:
        webhook = await registered(as_owner, PUBLIC)
        read = (await as_owner.get("webhook", f"/webhooks/{webhook['id']}")).json()
        listed = await as_owner.get("webhook", "/webhooks", params={"organization_id": organization_id})
        assert read == {name: value for name, value in webhook.items() if name != "secret"}
        assert listed.json()["webhooks"] == [read]

    async def test_with_ones_own_secret(self, as_owner: Caller) -> None:
        secret = "whsec_" + base64.b64encode(os.urandom(24)).decode()
        assert (await registered(as_owner, PUBLIC, secret=secret))["secret"] == secret

    @pytest.mark.parametrize(
        "secret", ["whsec_", "whsec_c2hvcnQ=", "hunter2hunter2hunter2hunter2hunter2", "whsec_!!!", "whsec_" + "A" * 400]
    )
    async def test_a_bad_secret(self, as_owner: Caller, secret: str) -> None:
        sentence = "A secret is `whsec_` and 24 to 64 random bytes in base64"
        assert await refused(as_owner, secret=secret) == (422, sentence)

    async def test_a_secret_is_not_for_public_keys(self, as_owner: Caller) -> None:
        secret = "whsec_" + base64.b64encode(os.urandom(32)).decode()
        status, detail = await refused(as_owner, secret=secret, signature="v1a")
        assert (status, detail) == (422, "With `v1a` the key is made here, and only its public half is shown")

    @pytest.mark.parametrize(
        "pattern",
        [
            "document.eaten",
            "doc.*",
            "document",
            "*.*",
            "",
            "custom",
            "custom..paid",
            "custom.a b",
            "**",
            "account.deleted",
        ],
    )
    async def test_unknown_types(self, as_owner: Caller, pattern: str) -> None:
        status, detail = await refused(as_owner, events=[pattern])
        assert (status, detail[0]["loc"]) == (422, ["body", "events", 0])
        assert "GET /api/v1/event-types" in detail[0]["msg"]

    @pytest.mark.parametrize("pattern", ["*", "document.*", "custom.*", "custom.paid", "custom.paid.*", "vault.shared"])
    async def test_known_types(self, as_owner: Caller, pattern: str) -> None:
        assert (await registered(as_owner, PUBLIC, pattern, pattern))["events"] == [pattern]

    async def test_no_types(self, as_owner: Caller) -> None:
        assert (await refused(as_owner, events=[]))[0] == 422

    async def test_a_name_that_nobody_knows_yet(self, as_owner: Caller) -> None:
        await registered(as_owner, "https://your-app.invalid/webhooks/immiblox")

    async def test_not_more_than_fifty(self, as_owner: Caller) -> None:
        for _ in range(50):
            await registered(as_owner, PUBLIC)
        assert await refused(as_owner) == (409, "An organization may have 50 webhooks")


class TestWhose:
    async def test_strangers_find_nothing(self, as_owner: Caller, as_stranger: Caller, organization_id: str) -> None:
        webhook = await registered(as_owner, PUBLIC)
        for organization in (organization_id, str(uuid4())):
            assert await refused(as_stranger, organization_id=organization) == (404, "Organization not found")
            listed = await as_stranger.get("webhook", "/webhooks", params={"organization_id": organization})
            assert listed.status_code == 404
        answer = await as_stranger.get("webhook", f"/webhooks/{webhook['id']}")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Webhook not found"})

    async def test_members_may_not(self, platform: Platform, as_owner: Caller) -> None:
        organization = await make_organization(as_owner)
        member = await verified(platform, "member@utopia.example")
        await add_member(as_owner, organization, "member@utopia.example")
        webhook = await registered(as_owner, PUBLIC, organization_id=organization)
        sentence = "Only owners and admins of the organization may do this"
        assert await refused(member, organization_id=organization) == (403, sentence)
        listed = await member.get("webhook", "/webhooks", params={"organization_id": organization})
        assert (listed.status_code, listed.json()["detail"]) == (403, sentence)
        assert (await member.get("webhook", f"/webhooks/{webhook['id']}")).status_code == 404

    async def test_admins_may(self, platform: Platform, as_owner: Caller) -> None:
        organization = await make_organization(as_owner)
        admin = await verified(platform, "admin@utopia.example")
        await add_member(as_owner, organization, "admin@utopia.example", "admin")
        await registered(admin, PUBLIC, organization_id=organization)

    async def test_machines_for_their_organization(self, as_owner: Caller) -> None:
        organization = await make_organization(as_owner)
        machine = await make_machine(as_owner, organization)
        webhook = await registered(machine, PUBLIC)
        assert webhook["organization_id"] == organization
        other = await personal_organization(as_owner)
        assert await refused(machine, organization_id=other) == (404, "Organization not found")

    async def test_machines_need_the_scope(self, as_owner: Caller) -> None:
        organization = await make_organization(as_owner)
        reader = await make_machine(as_owner, organization, scopes=["webhooks:read"])
        assert await refused(reader) == (403, "This needs the scope webhooks:write")
        listed = await reader.get("webhook", "/webhooks", params={"organization_id": organization})
        assert listed.json()["webhooks"] == []

    async def test_the_list_needs_an_organization(self, as_owner: Caller) -> None:
        response = await as_owner.get("webhook", "/webhooks")
        assert (response.status_code, response.json()["detail"][0]["loc"]) == (422, ["query", "organization_id"])


class TestChanging:
    async def test_what_is_left_out_stays(self, as_owner: Caller) -> None:
        webhook = await registered(as_owner, PUBLIC, "vault.*", description="Ours")
        path = f"/webhooks/{webhook['id']}"
        changed = (await as_owner.patch("webhook", path, json={"events": ["*"]})).json()
        assert (changed["events"], changed["url"], changed["description"]) == (["*"], PUBLIC, "Ours")
        assert changed["updated_at"] >= webhook["updated_at"]

    async def test_off_and_on(self, as_owner: Caller) -> None:
        webhook = await registered(as_owner, PUBLIC)
        path = f"/webhooks/{webhook['id']}"
        off = (await as_owner.patch("webhook", path, json={"status": "disabled"})).json()
        assert (off["status"], off["disabled_reason"]) == ("disabled", "Disabled by its owner")
        on = (await as_owner.patch("webhook", path, json={"status": "active"})).json()
        assert (on["status"], on["disabled_reason"], on["disabled_at"]) == ("active", None, None)

    @pytest.mark.parametrize(
        "body",
        [{"url": None}, {"events": None}, {"status": None}, {"status": "broken"}, {"events": ["x"]}],
    )
    async def test_refused(self, as_owner: Caller, body: dict[str, Any]) -> None:
        webhook = await registered(as_owner, PUBLIC)
        assert (await as_owner.patch("webhook", f"/webhooks/{webhook['id']}", json=body)).status_code == 422

    async def test_to_a_private_address(self, as_owner: Caller) -> None:
        webhook = await registered(as_owner, PUBLIC)
        answer = await as_owner.patch("webhook", f"/webhooks/{webhook['id']}", json={"url": "https://10.0.0.1/"})
        assert (answer.status_code, answer.json()["detail"]) == (422, "The address is not one that we call")

    async def test_deleted(self, as_owner: Caller) -> None:
        webhook = await registered(as_owner, PUBLIC)
        path = f"/webhooks/{webhook['id']}"
        assert (await as_owner.delete("webhook", path)).json() == {"success": True}
        assert (await as_owner.get("webhook", path)).status_code == 404
        assert (await as_owner.delete("webhook", path)).status_code == 404

    async def test_a_repeat_with_the_same_key_makes_one(self, as_owner: Caller, organization_id: str) -> None:
        again = {"headers": {"Idempotency-Key": "once"}, "json": {"url": PUBLIC, "events": ["*"]}}
        first, second = [(await as_owner.post("webhook", "/webhooks", **again)).json() for _ in range(2)]
        assert first == second
        listed = await as_owner.get("webhook", "/webhooks", params={"organization_id": organization_id})
        assert len(listed.json()["webhooks"]) == 1


class TestTrying:
    async def test_what_the_endpoint_answers(self, as_owner: Caller, endpoint: Endpoint) -> None:
        webhook = await registered(as_owner, endpoint.url, "vault.created")
        result = (await as_owner.post("webhook", f"/webhooks/{webhook['id']}/test")).json()
        assert (result["delivered"], result["status_code"], result["error"]) == (True, 204, None)
        (received,) = endpoint.received
        assert (received.event["type"], received.headers["webhook-id"]) == ("webhook.test", result["event_id"])

    async def test_nobody_there(self, as_owner: Caller) -> None:
        webhook = await registered(as_owner, "https://your-app.invalid/")
        result = (await as_owner.post("webhook", f"/webhooks/{webhook['id']}/test")).json()
        assert (result["delivered"], result["status_code"]) == (False, None)
        assert result["error"] == "The name of the server can't be resolved."
