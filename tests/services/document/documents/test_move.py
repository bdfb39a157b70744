"""Moving documents between vaults, through the door."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.document.processing.repository import ProcessingRepository
from services.document.processing.stages import Stage
from services.document.processing.work import WORK
from services.vault.activity.tasks import record_activity
from tests.services.vault.sharing import link, session
from tests.support.documents import LEASE, upload, upload_and_process
from tests.support.platform import Caller, Platform


@pytest.fixture
async def target(as_owner: Caller) -> str:
    identifier: str = (await as_owner.post("vault", "/vaults", json={"name": "Target"})).json()["id"]
    return identifier


async def move(caller: Caller, document_id: str, target: str) -> tuple[int, dict[str, Any]]:
    response = await caller.post("document", f"/documents/{document_id}/move", json={"target_vault_id": target})
    body: dict[str, Any] = response.json()
    return response.status_code, body


async def found_in(caller: Caller, vault_id: str) -> list[str]:
    response = await caller.post("document", f"/vaults/{vault_id}/semantic-search", json={"query": "monthly rent"})
    return [result["document_id"] for result in response.json()["results"]]


async def count(caller: Caller, vault_id: str) -> int:
    number: int = (await caller.get("vault", f"/vaults/{vault_id}")).json()["document_count"]
    return number


class TestMoveDocument:
    async def test_takes_everything_along(
        self, platform: Platform, as_owner: Caller, vault_id: str, target: str
    ) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        status, body = await move(as_owner, document["id"], target)
        assert status == 200
        assert body["document"] == document | {"vault_id": target}
        assert await found_in(as_owner, vault_id) == []
        assert await found_in(as_owner, target) == [document["id"]]
        assert (await as_owner.get("document", f"/vaults/{vault_id}/documents")).json()["documents"] == []
        await platform.run_tasks()
        assert (await as_owner.get("document", f"/documents/{document['id']}/download")).content == LEASE

    async def test_counts_and_tells_in_both_vaults(
        self, platform: Platform, as_owner: Caller, vault_id: str, target: str
    ) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        await move(as_owner, document["id"], target)
        (moved,) = [row.payload for row in await platform.outbox("document") if row.name == "document.moved"]
        await platform.run_tasks()
        # Delivery is at least once.
        await record_activity.run(platform.resources("vault"), event={"type": "document.moved", **moved})
        assert [await count(as_owner, vault_id), await count(as_owner, target)] == [0, 1]
        for vault in (vault_id, target):
            entries = (await as_owner.get("vault", f"/vaults/{vault}/activity")).json()["activity"]
            (entry,) = [each for each in entries if each["action"] == "document.moved"]
            assert entry["target"] == {"type": "document", "id": document["id"], "name": "lease.txt"}
            assert entry["actor"]["id"] == str(as_owner.id)
            assert entry["metadata"] == {"source_vault_id": vault_id, "target_vault_id": target}

    async def test_access_follows_at_once(
        self, as_owner: Caller, as_stranger: Caller, vault_id: str, target: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        await session(as_stranger, await link(as_owner, vault_id, permission="view"))
        path = f"/documents/{document['id']}"
        assert (await as_stranger.get("document", path)).status_code == 200
        await move(as_owner, document["id"], target)
        assert (await as_stranger.get("document", path)).status_code == 404
        await session(as_stranger, await link(as_owner, target, permission="view"))
        assert (await as_stranger.get("document", path)).status_code == 200

    @pytest.mark.parametrize(("permission", "status"), [("upload", 403), ("edit", 200)])
    async def test_needs_edit_here(
        self, as_owner: Caller, as_stranger: Caller, vault_id: str, permission: str, status: int
    ) -> None:
        document = await upload(as_owner, vault_id)
        own = (await as_stranger.post("vault", "/vaults", json={})).json()["id"]
        await session(as_stranger, await link(as_owner, vault_id, permission=permission))
        assert (await move(as_stranger, document["id"], own))[0] == status
        seen_by_owner = (await as_owner.get("document", f"/documents/{document['id']}")).status_code
        assert seen_by_owner == (404 if status == 200 else 200)

    @pytest.mark.parametrize(("permission", "status"), [("download", 403), ("upload", 200)])
    async def test_needs_upload_there(
        self, as_owner: Caller, as_stranger: Caller, vault_id: str, permission: str, status: int
    ) -> None:
        document = await upload(as_owner, vault_id)
        there = (await as_stranger.post("vault", "/vaults", json={})).json()["id"]
        await session(as_owner, await link(as_stranger, there, permission=permission))
        assert (await move(as_owner, document["id"], there))[0] == status

    async def test_vault_that_is_not_visible_is_404(self, as_owner: Caller, as_stranger: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        hidden = (await as_stranger.post("vault", "/vaults", json={})).json()["id"]
        for target in (hidden, str(uuid4())):
            assert await move(as_owner, document["id"], target) == (404, {"detail": "Vault not found"})

    async def test_same_vault_changes_nothing(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        assert await move(as_owner, document["id"], vault_id) == (200, {"document": document})
        assert "document.moved" not in [row.name for row in await platform.outbox("document")]

    async def test_same_bytes_in_the_target_are_409_and_named(
        self, platform: Platform, as_owner: Caller, vault_id: str, target: str
    ) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        copy = await upload(as_owner, target, "copy.txt")
        detail = f"The target vault has the same file already: {copy['id']}"
        assert await move(as_owner, document["id"], target) == (409, {"detail": detail})
        assert await found_in(as_owner, vault_id) == [document["id"]]

    async def test_document_that_is_being_read_is_indexed_where_it_went(
        self, platform: Platform, as_owner: Caller, vault_id: str, target: str
    ) -> None:
        resources: Any = platform.resources("document")
        identifier, owner = (await upload(as_owner, vault_id))["id"], uuid4()
        async with platform.session("document") as session, session.begin():
            claimed = await ProcessingRepository(session).claim(UUID(identifier), owner)
        assert claimed is not None
        for stage in (Stage.READ, Stage.UNDERSTAND):
            await WORK[stage](resources, claimed, owner)
        assert (await move(as_owner, identifier, target))[0] == 200
        assert await WORK[Stage.INDEX](resources, claimed, owner) is Stage.DONE
        assert await found_in(as_owner, target) == [identifier]
        assert await found_in(as_owner, vault_id) == []
        processed = (await platform.outbox("document"))[-1]
        assert (processed.name, processed.payload["vault_id"]) == ("document.processed", target)

    async def test_deleting_the_old_vault_leaves_it_alone(
        self, platform: Platform, as_owner: Caller, vault_id: str, target: str
    ) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        await move(as_owner, document["id"], target)
        await as_owner.delete("vault", f"/vaults/{vault_id}")
        await platform.run_tasks()
        response = await as_owner.get("document", f"/documents/{document['id']}/download")
        assert (response.status_code, response.content) == (200, LEASE)

    async def test_deleting_the_new_vault_takes_its_file(
        self, platform: Platform, as_owner: Caller, vault_id: str, target: str
    ) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        await move(as_owner, document["id"], target)
        await as_owner.delete("vault", f"/vaults/{target}")
        await platform.run_tasks()
        storage: Any = platform.resources("document").storage  # type: ignore[attr-defined] # of the document service
        assert not (storage.root / "documents" / document["id"]).exists()

    @pytest.mark.parametrize("body", [{}, {"target_vault_id": "x"}, {"target_vault_id": str(uuid4()), "more": 1}])
    async def test_other_bodies_are_422(self, as_owner: Caller, vault_id: str, body: dict[str, Any]) -> None:
        document = await upload(as_owner, vault_id)
        assert (await as_owner.post("document", f"/documents/{document['id']}/move", json=body)).status_code == 422

    async def test_costs_the_same_however_long_the_document(
        self, platform: Platform, as_owner: Caller, vault_id: str, target: str
    ) -> None:
        counts = []
        for number, content in enumerate((LEASE, LEASE * 40)):
            document = await upload_and_process(platform, as_owner, vault_id, f"{number}.txt", content)
            with platform.statements("document") as statements:
                await move(as_owner, document["id"], target)
            counts.append(len(statements))
        assert counts[0] == counts[1] <= 12
