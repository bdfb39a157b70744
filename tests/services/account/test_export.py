"""All of one's data as a ZIP file."""

import asyncio
import io
import json
import os
import zipfile
from typing import Any

import httpx
from PIL import Image

from tests.support.documents import LEASE, upload
from tests.support.people import make_organization, verify_email
from tests.support.platform import PASSWORD, Caller, Platform
from tests.support.servers import Elsewhere, Watched, serve

OWNER = "owner@utopia.example"


async def export(caller: Caller) -> zipfile.ZipFile:
    response = await caller.get("account", "/account/export")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert archive.testzip() is None
    return archive


class TestExport:
    async def test_holds_what_every_service_keeps(self, as_owner: Caller) -> None:
        organization_id = await make_organization(as_owner, "Acme")
        member = {"first_name": "Léna", "last_name": "E", "relationship": "child"}
        await as_owner.post("account", "/family-members", json=member)
        archive = await export(as_owner)
        assert sorted(archive.namelist()) == [
            "account.json",
            "conversations.json",
            "family_members.json",
            "organizations.json",
            "persons.json",
            "sessions.json",
            "vaults.json",
        ]
        assert json.loads(archive.read("account.json"))["id"] == str(as_owner.id)
        assert json.loads(archive.read("family_members.json"))["family_members"][0]["first_name"] == "Léna"
        assert len(json.loads(archive.read("sessions.json"))["sessions"]) == 1
        organizations = json.loads(archive.read("organizations.json"))["organizations"]
        assert (organization_id, "Acme") in [(each["id"], each["name"]) for each in organizations]

    async def test_holds_no_secret(self, as_owner: Caller) -> None:
        archive = await export(as_owner)
        everything = "".join(archive.read(name).decode() for name in archive.namelist())
        assert "argon2" not in everything
        assert PASSWORD not in everything

    async def test_holds_the_files_of_own_vaults_only(
        self, platform: Platform, as_owner: Caller, as_stranger: Caller, vault_id: str
    ) -> None:
        theirs = (await as_stranger.post("vault", "/vaults", json={})).json()["id"]
        document = await upload(as_owner, vault_id, "..\\../lease: 1.txt")
        await upload(as_stranger, theirs, "secret.txt")
        await verify_email(platform, as_owner.id)
        response = await as_stranger.post("vault", f"/vaults/{theirs}/shares", json={"emails": [OWNER]})
        assert response.status_code == 201
        assert (await as_owner.get("vault", f"/vaults/{theirs}")).status_code == 200
        archive = await export(as_owner)
        folder = f"vaults/{vault_id}"
        members = sorted(name for name in archive.namelist() if name.startswith("vaults/"))
        assert members == sorted([f"{folder}/documents.json", f"{folder}/{document['id']}-lease_ 1.txt"])
        assert archive.read(f"{folder}/{document['id']}-lease_ 1.txt") == LEASE
        (listed,) = json.loads(archive.read(f"{folder}/documents.json"))["documents"]
        assert (listed["id"], listed["filename"]) == (document["id"], "lease: 1.txt")

    async def test_service_away_is_503(self, platform: Platform, as_owner: Caller) -> None:
        platform.router.down.add(platform.resources("assistant").settings.port("assistant"))
        response = await as_owner.get("account", "/account/export")
        assert response.status_code == 503
        assert response.json() == {"detail": "The assistant service is not available"}

    async def test_client_that_leaves_midway_stops_everything(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        """The document service is asked for no more, and the connection to it is closed."""
        documents = [await upload(as_owner, vault_id, f"{number}.png", _noise()) for number in range(2)]
        size = sum(document["size_bytes"] for document in documents)
        watched = Watched(platform.apps["document"])
        port = platform.resources("account").settings.port("document")
        ports: dict[int, Any] = platform.router.apps
        served = ports[port]
        async with serve(platform.apps["account"]) as account, serve(watched) as document:
            ports[port] = elsewhere = Elsewhere(document)
            platform.router.requests.clear()
            async with (
                httpx.AsyncClient(headers=as_owner.client.headers) as leaving,
                leaving.stream("GET", f"{account}/api/v1/account/export") as response,
            ):
                async for _ in response.aiter_raw():
                    if watched.sent > 1_000_000:
                        break
            async with asyncio.timeout(5):
                while watched.running:  # noqa: ASYNC110 - it tells no event
                    await asyncio.sleep(0.01)
            sent = watched.sent
            await asyncio.sleep(0.1)
            ports[port] = served
            await elsewhere.aclose()
        assert watched.sent == sent < size / 2
        assert platform.asked("document").count("file") == 1


def _noise() -> bytes:
    """Nothing that gets smaller by packing, and more than connections hold on the way: 12 MB."""
    content = io.BytesIO()
    Image.frombytes("RGB", (2000, 2000), os.urandom(12_000_000)).save(content, "PNG", compress_level=0)
    return content.getvalue()
