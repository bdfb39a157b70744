"""The log of events: what is published, whom it concerns, and who reads it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from services.webhook.events.tasks import forget_events, take_events
from shared.event_catalogue import catalogue
from tests.services.vault.sharing import share
from tests.services.webhook.conftest import event_of, published, registered
from tests.support.documents import upload
from tests.support.endpoints import Endpoint
from tests.support.people import (
    add_member,
    make_machine,
    make_organization,
    personal_organization,
    verified,
    verify_email,
)
from tests.support.platform import Caller, Platform

PUBLIC = "https://93.184.215.14/hook"


async def listed(who: Caller, organization_id: str, **more: Any) -> list[dict[str, Any]]:
    response = await who.get("webhook", "/events", params={"organization_id": organization_id, "limit": 100, **more})
    assert response.status_code == 200, response.text
    events: list[dict[str, Any]] = response.json()["events"]
    return events


async def types(who: Caller, organization_id: str) -> list[str]:
    """Oldest first; those of the account itself are no test's here."""
    found = [each["event_type"] for each in await listed(who, organization_id)]
    return [each for each in found[::-1] if not each.startswith(("account.", "organization.", "api_key."))]


async def refused(who: Caller, **body: Any) -> tuple[int, Any]:
    response = await who.post("webhook", "/events", json={"event_type": "custom.paid", "payload": {}} | body)
    return response.status_code, response.json()["detail"]


async def joined_by_owner(platform: Platform, founder: Caller, owner: Caller) -> str:
    """An organization of somebody else, which the owner is a member of and so can share with."""
    organization = await make_organization(founder)
    await verify_email(platform, owner.id)
    await add_member(founder, organization, "owner@utopia.example")
    await platform.run_tasks()
    return organization


class TestPublishing:
    async def test_as_the_reference_sends_it(self, as_owner: Caller, organization_id: str) -> None:
        body = {
            "organization_id": organization_id,
            "event_type": "document.uploaded",
            "payload": '{"document_id":"7"}',
        }
        response = await as_owner.post("webhook", "/events", json=body)
        assert response.status_code == 201, response.text
        event = response.json()
        assert (event["event_type"], event["payload"]) == ("document.uploaded", {"document_id": "7"})
        assert (await listed(as_owner, organization_id))[0] == event

    async def test_organization_in_the_query(self, as_owner: Caller) -> None:
        organization = await make_organization(as_owner)
        params = {"organization_id": organization}
        response = await as_owner.post("webhook", "/events", json={"event_type": "custom.a"}, params=params)
        assert response.json()["organization_id"] == organization

    async def test_two_organizations(self, as_owner: Caller, organization_id: str) -> None:
        body = {"event_type": "custom.a", "organization_id": organization_id}
        response = await as_owner.post("webhook", "/events", json=body, params={"organization_id": str(uuid4())})
        assert (response.status_code, response.json()["detail"]) == (
            422,
            "Body and query name different organizations",
        )

    @pytest.mark.parametrize(
        "event_type", ["document.eaten", "custom", "custom.", "webhook.test", "*", "custom.a b", ""]
    )
    async def test_unknown_types(self, as_owner: Caller, event_type: str) -> None:
        status, detail = await refused(as_owner, event_type=event_type)
        assert (status, detail[0]["loc"]) == (422, ["body", "event_type"])

    @pytest.mark.parametrize("payload", ["{", "[]", [], 7, "null", "[" * 5000])
    async def test_payloads_that_are_no_object(self, as_owner: Caller, payload: Any) -> None:
        status, detail = await refused(as_owner, payload=payload)
        assert (status, detail[0]["loc"]) == (422, ["body", "payload"])

    async def test_a_payload_that_is_too_large(self, as_owner: Caller) -> None:
        assert await refused(as_owner, payload={"x": "y" * 65_536}) == (413, "A payload may have 64 KiB")

    async def test_a_payload_with_nul(self, as_owner: Caller) -> None:
        assert await refused(as_owner, payload={"x": "\0"}) == (422, "Text can't hold a NUL character")

    async def test_who_may(self, platform: Platform, as_owner: Caller, as_stranger: Caller) -> None:
        organization = await make_organization(as_owner)
        member = await verified(platform, "member@utopia.example")
        await add_member(as_owner, organization, "member@utopia.example")
        sentence = "Only owners and admins of the organization may do this"
        assert await refused(member, organization_id=organization) == (403, sentence)
        assert await refused(as_stranger, organization_id=organization) == (404, "Organization not found")
        machine = await make_machine(as_owner, organization, scopes=["webhooks:write"])
        assert (await published(machine))["organization_id"] == organization

    async def test_a_repeat_with_the_same_key_is_one_event(self, as_owner: Caller, organization_id: str) -> None:
        again = {"headers": {"Idempotency-Key": "once"}, "json": {"event_type": "custom.paid"}}
        first, second = [(await as_owner.post("webhook", "/events", **again)).json() for _ in range(2)]
        assert first["id"] == second["id"]
        assert await types(as_owner, organization_id) == ["custom.paid"]


class TestWhom:
    async def test_the_owner_of_a_vault(
        self, platform: Platform, as_owner: Caller, as_stranger: Caller, vault_id: str, organization_id: str
    ) -> None:
        await upload(as_owner, vault_id)
        await platform.run_tasks()
        expected = ["vault.created", "document.uploaded", "document.processed"]
        assert await types(as_owner, organization_id) == expected
        assert await types(as_stranger, await personal_organization(as_stranger)) == []

    async def test_all_that_it_is_shared_with(
        self, platform: Platform, as_owner: Caller, as_stranger: Caller, vault_id: str, organization_id: str
    ) -> None:
        """From then on."""
        await platform.run_tasks()
        theirs = await joined_by_owner(platform, as_stranger, as_owner)
        await share(as_owner, vault_id, organization_id=theirs, permission="view")
        await platform.run_tasks()
        assert await types(as_stranger, theirs) == ["vault.shared"]
        assert await types(as_owner, organization_id) == ["vault.created", "vault.shared"]

    async def test_the_end_of_a_vault(
        self, platform: Platform, as_owner: Caller, vault_id: str, organization_id: str
    ) -> None:
        await platform.run_tasks()
        await as_owner.delete("vault", f"/vaults/{vault_id}")
        await platform.run_tasks()
        assert (await types(as_owner, organization_id))[-1] == "vault.deleted"

    async def test_an_organization_of_its_own_things(self, platform: Platform, as_owner: Caller) -> None:
        organization = await make_organization(as_owner)
        await make_machine(as_owner, organization)
        await platform.run_tasks()
        found = [each["event_type"] for each in await listed(as_owner, organization)]
        assert found == ["api_key.created", "api_key.created"]

    async def test_whose_record_a_person_is(self, platform: Platform, as_owner: Caller, organization_id: str) -> None:
        organization = await make_organization(as_owner)
        for owner in ({}, {"organization_id": organization}):
            body = {"first_name": "Anna", "last_name": "Eriksson", **owner}
            person = (await as_owner.post("immigration", "/persons", json=body)).json()["id"]
            await as_owner.post("immigration", f"/persons/{person}/statuses", json={"status_type": "visa"})
        await platform.run_tasks()
        assert await types(as_owner, organization_id) == ["person.created", "status.created"]
        assert await types(as_owner, organization) == ["person.created", "status.created"]

    async def test_no_more_questions_for_many_than_for_one(
        self, platform: Platform, as_owner: Caller, vault_id: str, organization_id: str
    ) -> None:
        event = {"type": "vault.updated", "vault_id": vault_id, "changed": ["name"]}
        actor = {"kind": "account", "id": str(as_owner.id)}
        events = [event | {"id": str(uuid4()), "actor": actor} for _ in range(100)]
        platform.router.requests.clear()
        with platform.statements("webhook") as statements:
            await take_events.run(platform.resources("webhook"), events=events)
        assert platform.asked("vault", "organization") == ["audiences", "personal-organizations"]
        assert len(statements) == 2
        assert len(await listed(as_owner, organization_id)) == 100


class TestTwice:
    async def test_is_once(self, platform: Platform, as_owner: Caller, vault_id: str, endpoint: Endpoint) -> None:
        await registered(as_owner, endpoint.url, "vault.updated")
        event = {
            "type": "vault.updated", "id": str(uuid4()), "vault_id": vault_id, "changed": ["name"],
            "actor": {"kind": "account", "id": str(as_owner.id)},
        }  # fmt: skip
        for _ in range(2):
            await take_events.run(platform.resources("webhook"), events=[event])
            await platform.run_tasks()
        assert [each.headers["webhook-id"] for each in endpoint.received] == [event["id"]]

    async def test_what_another_version_sends_holds_nobody_up(
        self, platform: Platform, as_owner: Caller, vault_id: str, organization_id: str
    ) -> None:
        good = {
            "type": "vault.updated", "id": str(uuid4()), "vault_id": vault_id, "changed": ["name"],
            "actor": {"kind": "account", "id": str(as_owner.id)},
        }  # fmt: skip
        strange = [{"type": "vault.painted", "id": str(uuid4())}, good | {"id": str(uuid4()), "changed": 7}]
        await take_events.run(platform.resources("webhook"), events=[*strange, good])
        assert [each["id"] for each in await listed(as_owner, organization_id)] == [good["id"]]


class TestReading:
    async def test_of_one_webhook(self, platform: Platform, as_owner: Caller, organization_id: str) -> None:
        one, other = [await registered(as_owner, PUBLIC, each) for each in ("custom.one", "custom.other")]
        first, second = await published(as_owner, "custom.one"), await published(as_owner, "custom.other")
        assert [each["id"] for each in await listed(as_owner, organization_id, webhook_id=one["id"])] == [first["id"]]
        (event,) = await listed(as_owner, organization_id, webhook_id=other["id"])
        assert (event["id"], event["deliveries"][0]["webhook_id"]) == (second["id"], other["id"])

    async def test_of_one_type(self, as_owner: Caller, organization_id: str) -> None:
        await published(as_owner, "custom.one")
        wanted = await published(as_owner, "custom.two")
        assert await listed(as_owner, organization_id, event_type="custom.two") == [wanted]

    async def test_of_a_webhook_elsewhere(self, as_owner: Caller, as_stranger: Caller, organization_id: str) -> None:
        theirs = await registered(as_stranger, PUBLIC)
        params = {"organization_id": organization_id, "webhook_id": theirs["id"]}
        response = await as_owner.get("webhook", "/events", params=params)
        assert (response.status_code, response.json()["detail"]) == (404, "Webhook not found")

    async def test_without_an_organization(self, as_owner: Caller) -> None:
        assert (await as_owner.get("webhook", "/events")).status_code == 422

    async def test_not_those_of_others(self, as_owner: Caller, as_stranger: Caller, organization_id: str) -> None:
        event = await published(as_owner)
        assert (await as_stranger.get("webhook", f"/events/{event['id']}")).status_code == 404
        again = await as_stranger.post("webhook", f"/events/{event['id']}/redeliver")
        assert (again.status_code, again.json()["detail"]) == (404, "Event not found")
        response = await as_stranger.get("webhook", "/events", params={"organization_id": organization_id})
        assert response.status_code == 404

    async def test_a_page_takes_three_statements(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        await registered(as_owner, PUBLIC, "custom.*")
        for _ in range(5):
            await published(as_owner)
        with platform.statements("webhook") as statements:
            assert len(await listed(as_owner, organization_id)) == 5
        assert len(statements) <= 3

    async def test_types(self, as_owner: Caller) -> None:
        found = (await as_owner.get("webhook", "/event-types")).json()["event_types"]
        assert [each["type"] for each in found] == list(catalogue())
        assert all(each["schema"]["type"] == "object" and each["example"] for each in found)


class TestForgetting:
    async def test_after_thirty_days(self, platform: Platform, as_owner: Caller, organization_id: str) -> None:
        await registered(as_owner, PUBLIC, "custom.waits")
        await published(as_owner, "custom.goes")
        waits = await published(as_owner, "custom.waits")
        with platform.at(datetime.now(UTC) + timedelta(days=29)):
            await forget_events.run(platform.resources("webhook"))
        assert len(await types(as_owner, organization_id)) == 2
        with platform.at(datetime.now(UTC) + timedelta(days=31)):
            await forget_events.run(platform.resources("webhook"))
        assert [each["id"] for each in await listed(as_owner, organization_id)] == [waits["id"]]

    async def test_with_the_organization(
        self, platform: Platform, as_owner: Caller, vault_id: str, endpoint: Endpoint
    ) -> None:
        """Whose last member erases their account; and what others were told of the person."""
        other = await verified(platform, "other@utopia.example")
        theirs = await joined_by_owner(platform, other, as_owner)
        await share(as_owner, vault_id, organization_id=theirs, permission="view")
        await registered(as_owner, endpoint.url)
        event = await published(as_owner)
        await platform.run_tasks()
        kept = await published(other, organization_id=theirs)
        assert "vault.shared" in await types(other, theirs)
        await as_owner.request("DELETE", "account", "/account", json={"password": "Correct-horse-7"})
        await platform.run_tasks()
        async with platform.session("webhook") as session:
            ids = set((await session.scalars(text("select id from events"))).all())
            assert (await session.scalars(text("select count(*) from webhooks"))).one() == 0
        assert str(event["id"]) not in {str(each) for each in ids}
        assert await event_of(other, kept["id"]) == kept
        assert "vault.shared" not in await types(other, theirs)
