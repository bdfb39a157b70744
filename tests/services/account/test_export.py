"""All of one's data as a ZIP file."""

import io
import json
import zipfile

from tests.support.documents import LEASE, upload
from tests.support.people import make_organization, verify_email
from tests.support.platform import PASSWORD, Caller, Platform

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
