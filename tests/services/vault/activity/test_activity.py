"""What happened in a vault."""

from typing import Any
from uuid import uuid4

import pytest

from services.vault.activity.tasks import record_activity
from shared.events import Actor, AssistantAnswered, DocumentUploaded
from tests.services.vault.conftest import GUEST
from tests.services.vault.sharing import link, share
from tests.support.documents import upload
from tests.support.people import make_machine, make_organization
from tests.support.platform import Caller, Platform


async def activity(caller: Caller, vault_id: str) -> list[dict[str, Any]]:
    response = await caller.get("vault", f"/vaults/{vault_id}/activity")
    assert response.status_code == 200, response.text
    entries: list[dict[str, Any]] = response.json()["activity"]
    return entries


class TestListActivity:
    async def test_tells_every_act_once(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        await as_owner.post("account", "/account/change-username", json={"username": "olga"})
        created = await share(as_owner, vault_id, emails=["a@utopia.example"], permission="download")
        await as_owner.put("vault", f"/vaults/{vault_id}", json={"name": "Papers"})
        document = await upload(as_owner, vault_id)
        await as_owner.get("document", f"/documents/{document['id']}/download")
        await as_owner.get("document", f"/documents/{document['id']}/view")
        await as_owner.post("assistant", f"/vaults/{vault_id}/ask", json={"question": "What is the rent?"})
        await as_owner.delete("document", f"/documents/{document['id']}")
        await as_owner.delete("vault", f"/vaults/{vault_id}/shares/{created['share']['id']}")
        await platform.run_tasks()
        entries = await activity(as_owner, vault_id)
        assert sorted(entry["action"] for entry in entries) == [
            "assistant.answered",
            "document.deleted",
            "document.downloaded",
            "document.uploaded",
            "document.viewed",
            "vault.created",
            "vault.share_revoked",
            "vault.shared",
            "vault.updated",
        ]
        assert {(entry["actor"]["type"], entry["actor"]["name"]) for entry in entries} == {("account", "olga")}
        by_action = {entry["action"]: entry for entry in entries}
        assert by_action["document.viewed"]["target"] == {
            "type": "document",
            "id": document["id"],
            "name": "lease.txt",
        }
        assert by_action["vault.shared"]["target"]["name"] == "a@utopia.example"
        assert by_action["vault.shared"]["metadata"] == {"permission": "download"}
        assert by_action["vault.updated"]["target"] == {"type": "vault", "id": vault_id, "name": "Papers"}
        assert by_action["vault.updated"]["metadata"] == {"changed": ["name"]}
        times = [entry["occurred_at"] for entry in entries]
        assert times == sorted(times, reverse=True)

    async def test_event_that_comes_twice_is_entered_once(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        assert as_owner.id is not None
        actor = Actor(kind="account", id=as_owner.id)
        asked = AssistantAnswered(
            vault_id=vault_id,
            actor=actor,
            conversation_id=uuid4(),
            message_id=uuid4(),
        )
        for _ in range(2):
            await record(platform, asked)
        entries = [entry for entry in await activity(as_owner, vault_id) if entry["action"] == "assistant.answered"]
        assert [entry["id"] for entry in entries] == [str(asked.id)]

    async def test_event_of_a_vault_that_is_gone_is_no_error(self, platform: Platform, as_owner: Caller) -> None:
        actor = Actor(kind="account", id=uuid4())
        await record(platform, DocumentUploaded(vault_id=uuid4(), document_id=uuid4(), filename="x", actor=actor))

    async def test_names_machines_and_links(self, platform: Platform, as_owner: Caller, as_nobody: Caller) -> None:
        organization_id = await make_organization(as_owner)
        path = f"/organizations/{organization_id}/machine-auth/service-accounts"
        payroll = (await as_owner.post("organization", path, json={"name": "Payroll"})).json()["id"]
        machine = await make_machine(as_owner, organization_id, service_account_id=payroll)
        vault_id = (await machine.post("vault", "/vaults", json={})).json()["id"]
        anybody = await link(machine, vault_id, permission="upload")
        somebody = await link(machine, vault_id, permission="upload", emails=["a@utopia.example"])
        for number, token in enumerate((anybody, somebody)):
            files = {"file": (f"{number}.txt", f"Lease number {number}, for a flat in Utopia.".encode())}
            path = f"/public/shared/{token}/documents/upload"
            assert (await as_nobody.post("vault", path, files=files)).status_code == 201
        await platform.run_tasks()
        names = {
            (entry["action"], entry["actor"]["type"], entry["actor"]["name"])
            for entry in await activity(as_owner, vault_id)
        }
        assert names == {
            ("vault.created", "machine", "Payroll"),
            ("vault.shared", "machine", "Payroll"),
            ("document.uploaded", "share", "Somebody with the link"),
            ("document.uploaded", "share", "a@utopia.example"),
        }

    async def test_asks_each_service_once_for_a_page(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        for _ in range(5):
            await share(as_owner, vault_id)
        platform.router.requests.clear()
        assert len(await activity(as_owner, vault_id)) == 6
        assert platform.asked("account", "organization") == ["contacts"]

    async def test_services_away_cost_only_the_names(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        for service in ("account", "organization"):
            platform.router.down.add(platform.resources(service).settings.port(service))
        (entry,) = await activity(as_owner, vault_id)
        assert entry["actor"] == {"type": "account", "id": str(as_owner.id), "name": None}

    async def test_pages(self, as_owner: Caller, vault_id: str) -> None:
        for _ in range(3):
            await share(as_owner, vault_id)
        path = f"/vaults/{vault_id}/activity?limit=3"
        first = (await as_owner.get("vault", path)).json()
        rest = (await as_owner.get("vault", f"{path}&cursor={first['pagination']['next_cursor']}")).json()
        assert len({entry["id"] for entry in first["activity"] + rest["activity"]}) == 4
        assert rest["pagination"]["has_more"] is False

    @pytest.mark.parametrize(("permission", "status"), [("view", 403), ("upload", 403), ("edit", 200)])
    async def test_is_for_those_who_may_edit(
        self, as_owner: Caller, as_guest: Caller, as_stranger: Caller, vault_id: str, permission: str, status: int
    ) -> None:
        await share(as_owner, vault_id, emails=[GUEST], permission=permission)
        assert (await as_guest.get("vault", f"/vaults/{vault_id}/activity")).status_code == status
        assert (await as_stranger.get("vault", f"/vaults/{vault_id}/activity")).status_code == 404


async def record(platform: Platform, event: AssistantAnswered | DocumentUploaded) -> None:
    """Have the task run, as the relay sends it."""
    sent = {"type": event.type, **event.model_dump(mode="json")}
    await record_activity.run(platform.resources("vault"), event=sent)
