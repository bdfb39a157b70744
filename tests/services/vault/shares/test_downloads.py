"""Shares with a limit of downloads."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from shared.auth.tokens import ServiceTokens
from shared.clients.vault import DownloadQuestion
from tests.services.vault.conftest import GUEST, Clock
from tests.services.vault.sharing import bearing, link, session, share
from tests.support.documents import LEASE, upload
from tests.support.platform import Caller, Platform

USED_UP = {"detail": "The downloads of this share are used up"}


def question(**changes: object) -> DownloadQuestion:
    asked = {"document_id": UUID(int=1), "client": "share:1@127.0.0.1", "continues": False} | changes
    return DownloadQuestion.model_validate(asked)


class Counting:
    """Asks the internal route, as the document service does."""

    def __init__(self, platform: Platform, share_id: str) -> None:
        token = ServiceTokens(platform.resources("document").settings, "document").sign("vault")
        self.caller = Caller(platform, bearing(token))
        self.share_id = share_id

    async def ask(self, **changes: object) -> httpx.Response:
        body = json.loads(question(**changes).model_dump_json())
        return await self.caller.post("vault", f"/internal/shares/{self.share_id}/downloads", json=body)


@pytest.fixture
async def counting(platform: Platform, as_owner: Caller, vault_id: str) -> Counting:
    """Of a share with two downloads."""
    created = await share(as_owner, vault_id, permission="download", max_downloads=2)
    return Counting(platform, created["share"]["id"])


class TestCounting:
    async def test_ends_with_410(self, counting: Counting) -> None:
        assert (await counting.ask()).status_code == 200
        assert (await counting.ask()).status_code == 200
        response = await counting.ask()
        assert (response.status_code, response.json()) == (410, USED_UP)

    async def test_ranges_belong_to_the_download_that_was_counted(self, counting: Counting, clock: Clock) -> None:
        for _ in range(2):
            assert (await counting.ask()).status_code == 200
        for _ in range(5):
            assert (await counting.ask(continues=True)).status_code == 200
        clock.forward(hours=1)
        assert (await counting.ask(continues=True)).status_code == 410

    @pytest.mark.parametrize("other", [{"client": "share:1@192.0.2.7"}, {"document_id": UUID(int=2)}])
    async def test_range_without_a_beginning_counts(self, counting: Counting, other: dict[str, object]) -> None:
        assert (await counting.ask()).status_code == 200
        assert (await counting.ask(continues=True, **other)).status_code == 200
        assert (await counting.ask()).status_code == 410

    async def test_unknown_or_revoked_share_is_404(
        self, platform: Platform, counting: Counting, as_owner: Caller, vault_id: str
    ) -> None:
        await as_owner.delete("vault", f"/vaults/{vault_id}/shares/{counting.share_id}")
        for share_id in (counting.share_id, str(uuid4())):
            response = await Counting(platform, share_id).ask()
            assert (response.status_code, response.json()) == (404, {"detail": "Share not found"})

    async def test_expired_share_is_410(
        self, platform: Platform, clock: Clock, as_owner: Caller, vault_id: str
    ) -> None:
        created = await share(as_owner, vault_id, max_downloads=5, expires_at=clock.at + timedelta(hours=1))
        clock.forward(hours=1)
        assert (await Counting(platform, created["share"]["id"]).ask()).status_code == 410


class TestThroughTheDoor:
    async def test_used_up_share_opens_nothing_any_more(
        self, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        token = await link(as_owner, vault_id, permission="download", max_downloads=1)
        opened = await session(as_nobody, token)
        path = f"/public/documents/{document['id']}/download?share_token={token}"
        assert (await as_nobody.get("document", path)).content == LEASE
        for attempt in (
            await as_nobody.get("document", path),
            await as_nobody.get("vault", f"/public/shared/{token}"),
            await as_nobody.get("vault", f"/public/shared/{token}/documents"),
            await as_nobody.get("vault", "/public/session/validate", headers=bearing(opened)),
            await as_nobody.post("vault", "/public/session/create", json={"share_token": token}),
        ):
            assert (attempt.status_code, attempt.json()) == (410, USED_UP)
        state = (await as_nobody.get("vault", f"/public/validate-token/{token}")).json()
        assert (state["valid"], state["reason"]) == (False, "downloads_used_up")

    async def test_last_link_can_be_fetched_in_ranges(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        token = await link(as_owner, vault_id, permission="download", max_downloads=1)
        answer = (
            await as_nobody.get("vault", f"/public/shared/{token}/documents/{document['id']}/download-url")
        ).json()
        parts = []
        for start in (0, 40, 80):
            response = await as_nobody.client.get(answer["url"], headers={"Range": f"bytes={start}-{start + 39}"})
            assert response.status_code == 206
            parts.append(response.content)
        assert b"".join(parts) == LEASE[:120]
        assert (await as_nobody.client.get(answer["url"])).status_code == 410

    async def test_downloads_of_a_signed_in_recipient_count(
        self, as_owner: Caller, as_guest: Caller, vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        await share(as_owner, vault_id, emails=[GUEST], permission="download", max_downloads=1)
        path = f"/documents/{document['id']}/download"
        assert (await as_guest.get("document", path)).status_code == 200
        assert (await as_guest.get("document", path)).status_code == 410
        (listed,) = (await as_owner.get("vault", f"/vaults/{vault_id}/shares")).json()["shares"]
        assert listed["download_count"] == 1
        assert (await as_owner.get("document", path)).status_code == 200
