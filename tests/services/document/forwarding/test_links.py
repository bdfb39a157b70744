"""What ends a forwarded link, through the door."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.document.forwarding.tasks import erase_account
from services.vault.activity.repository import ActivityRepository
from shared.events import AccountErasureRequested
from tests.services.document.forwarding.test_forward import FRIEND, forward, links
from tests.services.vault.sharing import session, share
from tests.support.documents import LEASE, upload
from tests.support.platform import Caller, Platform

NOT_FOUND = (404, {"detail": "Forwarded document not found"})


@pytest.fixture
async def document_id(as_owner: Caller, vault_id: str) -> str:
    return str((await upload(as_owner, vault_id))["id"])


@pytest.fixture
async def path(platform: Platform, as_owner: Caller, document_id: str) -> str:
    await forward(as_owner, [document_id], [FRIEND], expires_in_hours=2)
    (found,) = await links(platform, FRIEND)
    return found


async def answer(caller: Caller, path: str) -> tuple[int, object]:
    response = await caller.get("document", path)
    return response.status_code, response.json()


class TestLink:
    async def test_knows_ranges_and_tags(self, as_nobody: Caller, path: str) -> None:
        part = await as_nobody.get("document", path, headers={"Range": "bytes=6-14"})
        assert (part.status_code, part.content) == (206, LEASE[6:15])
        known = await as_nobody.get("document", path, headers={"If-None-Match": part.headers["ETag"]})
        assert known.status_code == 304

    async def test_ends_in_time(self, platform: Platform, as_nobody: Caller, path: str) -> None:
        now = platform.resources("document").now()
        with platform.at(now + timedelta(minutes=119)):
            assert (await as_nobody.get("document", path)).status_code == 200
        with platform.at(now + timedelta(hours=2)):
            assert await answer(as_nobody, path) == (
                410,
                {"detail": "The link has expired; ask whoever sent it for another"},
            )

    @pytest.mark.parametrize("token", ["x", "fwd_" + "A" * 43, "%00", "a" * 3000])
    async def test_unknown_one_is_404(self, as_nobody: Caller, token: str) -> None:
        assert await answer(as_nobody, f"/public/forwarded/{token}") == NOT_FOUND

    async def test_of_a_deleted_document_is_404(
        self, as_owner: Caller, as_nobody: Caller, document_id: str, path: str
    ) -> None:
        await as_owner.delete("document", f"/documents/{document_id}")
        assert await answer(as_nobody, path) == NOT_FOUND

    async def test_of_a_moved_document_is_404_for_good(
        self, as_owner: Caller, as_nobody: Caller, vault_id: str, document_id: str, path: str
    ) -> None:
        other = (await as_owner.post("vault", "/vaults", json={})).json()["id"]
        for target in (other, vault_id):
            await as_owner.post("document", f"/documents/{document_id}/move", json={"target_vault_id": target})
            assert await answer(as_nobody, path) == NOT_FOUND

    async def test_of_a_deleted_vault_is_404_at_once(
        self, as_owner: Caller, as_nobody: Caller, vault_id: str, path: str
    ) -> None:
        await as_owner.delete("vault", f"/vaults/{vault_id}")
        assert await answer(as_nobody, path) == NOT_FOUND

    async def test_ends_with_the_share_of_its_sender(
        self,
        platform: Platform,
        as_owner: Caller,
        as_stranger: Caller,
        as_nobody: Caller,
        vault_id: str,
        document_id: str,
    ) -> None:
        created = await share(as_owner, vault_id, permission="download")
        await session(as_stranger, created["share_token"])
        await forward(as_stranger, [document_id], [FRIEND])
        (path,) = await links(platform, FRIEND)
        assert (await as_nobody.get("document", path)).status_code == 200
        await as_owner.delete("vault", f"/vaults/{vault_id}/shares/{created['share']['id']}")
        assert await answer(as_nobody, path) == NOT_FOUND

    async def test_uses_up_the_downloads_of_its_senders_share(
        self,
        platform: Platform,
        as_owner: Caller,
        as_stranger: Caller,
        as_nobody: Caller,
        vault_id: str,
        document_id: str,
    ) -> None:
        created = await share(as_owner, vault_id, permission="download", max_downloads=1)
        await session(as_stranger, created["share_token"])
        await forward(as_stranger, [document_id], [FRIEND])
        (path,) = await links(platform, FRIEND)
        assert (await as_nobody.get("document", path)).status_code == 200
        assert (await as_nobody.get("document", path)).status_code in {404, 410}

    async def test_vault_service_away_is_503(self, platform: Platform, as_nobody: Caller, path: str) -> None:
        platform.router.down.add(platform.resources("vault").settings.port("vault"))
        assert (await as_nobody.get("document", path)).status_code == 503


class TestEnd:
    async def test_ends_every_link_at_once(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller, document_id: str
    ) -> None:
        _, body = await forward(as_owner, [document_id], [FRIEND])
        (path,) = await links(platform, FRIEND)
        ended = await as_owner.delete("document", f"/documents/forward/{body['forward_id']}")
        assert (ended.status_code, ended.json()) == (200, {"success": True})
        assert await answer(as_nobody, path) == NOT_FOUND
        again = await as_owner.delete("document", f"/documents/forward/{body['forward_id']}")
        assert (again.status_code, again.json()) == (404, {"detail": "Forward not found"})

    async def test_nobody_else_can(self, as_owner: Caller, as_stranger: Caller, document_id: str) -> None:
        _, body = await forward(as_owner, [document_id], [FRIEND])
        response = await as_stranger.delete("document", f"/documents/forward/{body['forward_id']}")
        assert (response.status_code, response.json()) == (404, {"detail": "Forward not found"})


async def test_erased_recipient_is_out_of_the_activity(
    platform: Platform, as_owner: Caller, as_nobody: Caller, vault_id: str, path: str
) -> None:
    await as_nobody.get("document", path)
    await platform.run_tasks()
    async with platform.session("vault") as opened, opened.begin():
        await ActivityRepository(opened).forget_recipient(FRIEND.upper())
    entries = (await as_owner.get("vault", f"/vaults/{vault_id}/activity")).json()["activity"]
    assert FRIEND not in str(entries)
    by_action = {entry["action"]: entry for entry in entries}
    assert by_action["document.downloaded"]["actor"]["name"] is None
    assert by_action["document.forwarded"]["metadata"]["recipients"] == []


async def test_erased_recipient_loses_the_links(platform: Platform, as_nobody: Caller, path: str) -> None:
    event = AccountErasureRequested(account_id=uuid4(), erasure_id=uuid4(), email=FRIEND.upper())
    resources: Any = platform.resources("document")
    await erase_account.run(resources, event=event.model_dump(mode="json"))
    assert await answer(as_nobody, path) == NOT_FOUND
    assert (await platform.outbox("document"))[-1].payload["service"] == "document"
