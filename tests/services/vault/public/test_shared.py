"""Vaults by their share links."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.services.vault.conftest import Clock
from tests.services.vault.sharing import bearing, link, share
from tests.support.documents import LEASE, upload
from tests.support.platform import Caller, Platform

NOT_FOUND = {"detail": "Share not found"}


async def open_with(caller: Caller, token: str, password: str | None = None, path: str = "") -> httpx.Response:
    headers = {"X-Share-Password": password} if password else {}
    return await caller.get("vault", f"/public/shared/{token}{path}", headers=headers)


class TestGetSharedVault:
    async def test_answers_the_documented_payload(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        token = await link(as_owner, vault_id, permission="download")
        response = await open_with(as_nobody, token)
        assert response.status_code == 200
        assert response.json() == {
            "vault": {"id": vault_id, "name": "My Vault", "description": None},
            "permissions": ["view", "download"],
            "expires_at": None,
            "requires_password": False,
        }

    @pytest.mark.parametrize("token", ["sht_unknown", "x", "sht_" + "A" * 43, "%00", "é"])
    async def test_unknown_token_is_404(self, as_nobody: Caller, token: str) -> None:
        response = await open_with(as_nobody, token)
        assert (response.status_code, response.json()) == (404, NOT_FOUND)

    async def test_token_that_is_too_long_is_422(self, as_nobody: Caller) -> None:
        assert (await open_with(as_nobody, "x" * 2049)).status_code == 422

    async def test_opens_nothing_from_the_second_of_its_end(
        self, clock: Clock, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        token = await link(as_owner, vault_id, expires_at=clock.at + timedelta(seconds=10))
        clock.forward(seconds=9)
        assert (await open_with(as_nobody, token)).status_code == 200
        clock.forward(seconds=1)
        for path in ("", "/documents", f"/documents/{uuid4()}/download-url"):
            response = await open_with(as_nobody, token, path=path)
            assert (response.status_code, response.json()) == (410, {"detail": "The share has expired"})

    async def test_vault_that_is_deleted_is_404(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        token = await link(as_owner, vault_id)
        await as_owner.delete("vault", f"/vaults/{vault_id}")
        assert (await open_with(as_nobody, token)).json() == NOT_FOUND


class TestPassword:
    async def test_guards_every_path_alike(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        token = await link(as_owner, vault_id, permission="edit", password="sesame")
        document = await upload(as_owner, vault_id)
        for path in ("", "/documents", f"/documents/{document['id']}/download-url"):
            missing = await open_with(as_nobody, token, path=path)
            assert (missing.status_code, missing.json()) == (401, {"detail": "This share needs its password"})
            wrong = await open_with(as_nobody, token, "open", path=path)
            assert (wrong.status_code, wrong.json()) == (401, {"detail": "The password of the share is wrong"})
            assert (await open_with(as_nobody, token, "sesame", path=path)).status_code == 200
        for service, path in (
            ("vault", f"/vaults/{vault_id}"),
            ("document", f"/documents/{document['id']}"),
            ("document", f"/documents/{document['id']}/view"),
            ("document", f"/public/documents/{document['id']}/download"),
        ):
            assert (await as_nobody.get(service, f"{path}?share_token={token}")).status_code == 401
            headers = {"X-Share-Token": token, "X-Share-Password": "sesame"}
            assert (await as_nobody.get(service, path, headers=headers)).status_code == 200

    async def test_guessing_ends_in_429_even_for_the_right_one(
        self, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        token = await link(as_owner, vault_id, password="sesame")
        other = await link(as_owner, vault_id, password="sesame")
        for number in range(10):
            assert (await open_with(as_nobody, token, f"guess {number}")).status_code == 401
        locked = await open_with(as_nobody, token, "sesame")
        assert (locked.status_code, locked.json()) == (429, {"detail": "Too many wrong passwords; try again later"})
        assert 0 < int(locked.headers["Retry-After"]) <= 15 * 60
        through_another_service = await as_nobody.get(
            "document",
            f"/vaults/{vault_id}/documents",
            headers={"X-Share-Token": token, "X-Share-Password": "sesame"},
        )
        assert through_another_service.status_code == 429
        assert (await open_with(as_nobody, other, "sesame")).status_code == 200

    async def test_lock_ends_by_itself(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        token = await link(as_owner, vault_id, password="sesame")
        for _ in range(10):
            await open_with(as_nobody, token, "wrong")
        redis = platform.resources("vault").redis
        (counter,) = [key async for key in redis.scan_iter("share-password-failures:*")]
        assert 0 < await redis.ttl(counter) <= 15 * 60
        await redis.delete(counter)
        assert (await open_with(as_nobody, token, "sesame")).status_code == 200

    async def test_password_that_is_too_long_is_refused(
        self, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        token = await link(as_owner, vault_id, password="sesame")
        assert (await open_with(as_nobody, token, "x" * 1025)).status_code == 422
        headers = {"X-Share-Token": token, "X-Share-Password": "x" * 1025}
        response = await as_nobody.get("vault", f"/vaults/{vault_id}", headers=headers)
        assert (response.status_code, response.json()) == (
            400,
            {"detail": "The share token or its password is too long"},
        )


class TestValidateToken:
    async def test_tells_no_names_and_needs_no_password(
        self, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        token = await link(as_owner, vault_id, password="sesame")
        response = await as_nobody.get("vault", f"/public/validate-token/{token}")
        assert response.json() == {
            "valid": True,
            "reason": None,
            "permissions": ["view"],
            "expires_at": None,
            "requires_password": True,
        }

    async def test_says_when_it_is_over(self, clock: Clock, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        created = await share(as_owner, vault_id, expires_at=clock.at + timedelta(hours=1))
        clock.forward(hours=1)
        path = f"/public/validate-token/{created['share_token']}"
        state = (await as_nobody.get("vault", path)).json()
        assert (state["valid"], state["reason"]) == (False, "expired")
        await as_owner.delete("vault", f"/vaults/{vault_id}/shares/{created['share']['id']}")
        assert (await as_nobody.get("vault", path)).status_code == 404

    async def test_unknown_is_404(self, as_nobody: Caller) -> None:
        response = await as_nobody.get("vault", "/public/validate-token/sht_x")
        assert (response.status_code, response.json()) == (404, NOT_FOUND)


class TestDocuments:
    async def test_are_listed_in_pages(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        token = await link(as_owner, vault_id)
        names = [f"lease-{number}.txt" for number in range(3)]
        for number, name in enumerate(names):
            await upload(as_owner, vault_id, name, LEASE + str(number).encode())
        first = (await open_with(as_nobody, token, path="/documents?limit=2")).json()
        cursor = first["pagination"]["next_cursor"]
        rest = (await open_with(as_nobody, token, path=f"/documents?limit=2&cursor={cursor}")).json()
        listed = first["documents"] + rest["documents"]
        assert sorted(document["filename"] for document in listed) == names
        assert "uploaded_by" not in listed[0]
        assert rest["pagination"] == {"has_more": False, "next_cursor": None}

    async def test_made_up_cursor_is_400(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        token = await link(as_owner, vault_id)
        response = await open_with(as_nobody, token, path="/documents?cursor=e30")
        assert (response.status_code, response.json()) == (400, {"detail": "The cursor does not belong to this list"})

    async def test_document_service_away_is_503(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        token = await link(as_owner, vault_id)
        platform.router.down.add(platform.resources("document").settings.port("document"))
        assert (await open_with(as_nobody, token, path="/documents")).status_code == 503


class TestDownloadUrl:
    async def test_downloads_this_document_and_opens_nothing_else(
        self, clock: Clock, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        other = await upload(as_owner, vault_id, "other.txt", LEASE + b"!")
        token = await link(as_owner, vault_id, permission="download", password="sesame")
        response = await open_with(as_nobody, token, "sesame", f"/documents/{document['id']}/download-url")
        answer = response.json()
        assert datetime.fromisoformat(answer["expires_at"]) == clock.at + timedelta(minutes=5)
        parts = urlsplit(answer["url"])
        assert (await as_nobody.client.get(answer["url"])).content == LEASE
        narrowed = parts.query.partition("=")[2]
        elsewhere = answer["url"].replace(document["id"], other["id"])
        assert (await as_nobody.client.get(elsewhere)).status_code == 404
        for service, path in (
            ("vault", f"/vaults/{vault_id}"),
            ("vault", f"/public/shared/{narrowed}"),
            ("vault", f"/public/shared/{narrowed}/documents"),
            ("document", f"/vaults/{vault_id}/documents"),
            ("document", f"/documents/{other['id']}"),
        ):
            response = await as_nobody.get(service, path, headers=bearing(narrowed))
            assert response.status_code == 404, path

    async def test_ends_after_five_minutes(
        self, clock: Clock, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        token = await link(as_owner, vault_id, permission="download")
        url = (await open_with(as_nobody, token, path=f"/documents/{document['id']}/download-url")).json()["url"]
        clock.forward(minutes=5)
        assert (await as_nobody.client.get(url)).status_code == 401

    async def test_never_outlives_the_share(
        self, clock: Clock, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        end = clock.at + timedelta(minutes=2)
        token = await link(as_owner, vault_id, permission="download", expires_at=end)
        answer = (await open_with(as_nobody, token, path=f"/documents/{document['id']}/download-url")).json()
        assert datetime.fromisoformat(answer["expires_at"]) == end

    async def test_view_alone_is_403(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        token = await link(as_owner, vault_id)
        response = await open_with(as_nobody, token, path=f"/documents/{document['id']}/download-url")
        assert response.status_code == 403
        assert response.json() == {"detail": "This needs the permission to download in the vault"}

    async def test_document_of_another_vault_is_404(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        other = (await as_owner.post("vault", "/vaults", json={})).json()["id"]
        document = await upload(as_owner, other)
        token = await link(as_owner, vault_id, permission="edit")
        for document_id in (document["id"], uuid4()):
            response = await open_with(as_nobody, token, path=f"/documents/{document_id}/download-url")
            assert (response.status_code, response.json()) == (404, {"detail": "Document not found"})
        assert (await open_with(as_nobody, token, path="/documents/x/download-url")).status_code == 422


class TestUpload:
    async def send(self, caller: Caller, token: str, content: bytes = LEASE, **options: Any) -> httpx.Response:
        files = {"file": ("lease.txt", content)}
        return await caller.post("vault", f"/public/shared/{token}/documents/upload", files=files, **options)

    async def test_goes_through_to_the_vault(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        created = await share(as_owner, vault_id, permission="upload", password="sesame")
        headers = {"X-Share-Password": "sesame", "Idempotency-Key": "once"}
        response = await self.send(as_nobody, created["share_token"], headers=headers)
        assert response.status_code == 201
        document = response.json()["document"]
        assert (document["vault_id"], document["uploaded_by"]) == (vault_id, created["share"]["id"])
        listed = (await as_owner.get("document", f"/vaults/{vault_id}/documents")).json()["documents"]
        assert [each["id"] for each in listed] == [document["id"]]
        again = await self.send(as_nobody, created["share_token"], headers=headers)
        assert again.headers["Idempotent-Replayed"] == "true"
        assert again.json() == response.json()

    async def test_passes_refusals_back(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        token = await link(as_owner, vault_id, permission="upload")
        assert (await self.send(as_nobody, token, b"")).status_code == 422
        assert (await self.send(as_nobody, token, b"\x00\x01\x02" * 50)).status_code == 415

    async def test_is_streamed_and_limited(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        token = await link(as_owner, vault_id, permission="upload")
        limit = platform.resources("vault").settings.upload_limits["/upload"]
        response = await self.send(as_nobody, token, bytes(limit + 1))
        assert response.status_code == 413
        uploads = [request for request in platform.router.requests if "/public/vaults/" in request.url.path]
        assert uploads == []

    async def test_without_announced_length_ends_at_the_limit(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        token = await link(as_owner, vault_id, permission="upload")
        taken = 0

        async def form() -> AsyncIterator[bytes]:
            nonlocal taken
            yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
            while taken < 2 * platform.resources("vault").settings.upload_limits["/upload"]:
                taken += 1 << 20
                yield bytes(1 << 20)

        response = await as_nobody.post(
            "vault",
            f"/public/shared/{token}/documents/upload",
            content=form(),
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )
        assert response.status_code == 413
        assert taken < 1.1 * platform.resources("vault").settings.upload_limits["/upload"]

    async def test_less_than_upload_is_403(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        token = await link(as_owner, vault_id, permission="download")
        assert (await self.send(as_nobody, token)).status_code == 403

    async def test_document_service_away_is_503(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        token = await link(as_owner, vault_id, permission="upload")
        platform.router.down.add(platform.resources("document").settings.port("document"))
        assert (await self.send(as_nobody, token)).status_code == 503


class TestDataRoutes:
    async def test_show_the_vault_of_the_share_and_no_other(
        self, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        token = await link(as_owner, vault_id)
        other = (await as_owner.post("vault", "/vaults", json={})).json()["id"]
        vault = (await as_nobody.get("vault", f"/vaults/{vault_id}?share_token={token}")).json()
        assert (vault["role"], vault["permissions"]) == ("view", ["view"])
        response = await as_nobody.get("vault", f"/vaults/{other}?share_token={token}")
        assert (response.status_code, response.json()) == (404, {"detail": "Vault not found"})

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/vaults"),
            ("GET", "/vaults/shared-with-me"),
            ("PUT", "/vaults/{vault}"),
            ("DELETE", "/vaults/{vault}"),
            ("GET", "/vaults/{vault}/shares"),
            ("POST", "/vaults/{vault}/shares"),
            ("GET", "/vaults/{vault}/activity"),
        ],
    )
    async def test_of_people_are_closed_to_shares(
        self, as_owner: Caller, as_nobody: Caller, vault_id: str, method: str, path: str
    ) -> None:
        token = await link(as_owner, vault_id, permission="edit")
        headers = {"X-Share-Token": token}
        response = await as_nobody.request(method, "vault", path.format(vault=vault_id), json={}, headers=headers)
        assert (response.status_code, response.json()) == (403, {"detail": "This credential can't be used here"})
