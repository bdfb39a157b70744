"""All of one's data as a ZIP file."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.services.account.peers import answering
from tests.support.documents import LEASE, upload
from tests.support.platform import PASSWORD, Caller, Platform

ORGANIZATIONS = {"organizations": [{"id": str(uuid4()), "name": "Acme"}]}


@pytest.fixture
def _organizations(platform: Platform) -> Iterator[None]:
    with answering(platform, "organization", {"/export": ORGANIZATIONS}):
        yield


async def export(platform: Platform, caller: Caller, vaults: list[dict[str, Any]]) -> zipfile.ZipFile:
    """The archive; the vault service answers its `export` for the moment, its other routes being away."""
    with answering(platform, "vault", {f"/accounts/{caller.id}/export": {"vaults": vaults}}):
        response = await caller.get("account", "/account/export")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert archive.testzip() is None
    return archive


@pytest.mark.usefixtures("_organizations")
class TestExport:
    async def test_holds_what_every_service_keeps(self, platform: Platform, as_owner: Caller) -> None:
        member = {"first_name": "Léna", "last_name": "E", "relationship": "child"}
        await as_owner.post("account", "/family-members", json=member)
        archive = await export(platform, as_owner, [])
        assert sorted(archive.namelist()) == [
            "account.json",
            "conversations.json",
            "family_members.json",
            "organizations.json",
            "sessions.json",
            "vaults.json",
        ]
        assert json.loads(archive.read("account.json"))["id"] == str(as_owner.id)
        assert json.loads(archive.read("family_members.json"))["family_members"][0]["first_name"] == "Léna"
        assert len(json.loads(archive.read("sessions.json"))["sessions"]) == 1
        assert json.loads(archive.read("organizations.json")) == ORGANIZATIONS

    async def test_holds_no_secret(self, platform: Platform, as_owner: Caller) -> None:
        archive = await export(platform, as_owner, [])
        everything = "".join(archive.read(name).decode() for name in archive.namelist())
        assert "argon2" not in everything
        assert PASSWORD not in everything

    async def test_holds_the_files_of_own_vaults_only(
        self, platform: Platform, as_owner: Caller, as_stranger: Caller, vault_id: str
    ) -> None:
        theirs = (await as_stranger.post("vault", "/vaults", json={})).json()["id"]
        document = await upload(as_owner, vault_id, "..\\../lease: 1.txt")
        await upload(as_stranger, theirs, "secret.txt")
        vaults = [{"id": vault_id, "owner_id": str(as_owner.id)}, {"id": theirs, "owner_id": str(as_stranger.id)}]
        archive = await export(platform, as_owner, vaults)
        folder = f"vaults/{vault_id}"
        members = sorted(name for name in archive.namelist() if name.startswith("vaults/"))
        assert members == sorted([f"{folder}/documents.json", f"{folder}/{document['id']}-lease_ 1.txt"])
        assert archive.read(f"{folder}/{document['id']}-lease_ 1.txt") == LEASE
        (listed,) = json.loads(archive.read(f"{folder}/documents.json"))["documents"]
        assert (listed["id"], listed["filename"]) == (document["id"], "lease: 1.txt")

    async def test_service_away_is_503(self, platform: Platform, as_owner: Caller) -> None:
        platform.router.down.add(platform.resources("assistant").settings.port("assistant"))
        with answering(platform, "vault", {"/export": {"vaults": []}}):
            response = await as_owner.get("account", "/account/export")
        assert response.status_code == 503
        assert response.json() == {"detail": "The assistant service is not available"}
