"""A person across all services: what they take along, and what is left when they go."""

import io
import json
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select, text

from services.document.models import Document
from shared.storage import FileMissing
from tests.support.documents import LEASE, upload, upload_and_process
from tests.support.people import make_machine, make_organization
from tests.support.platform import PASSWORD, Caller, Platform


async def settle_in(platform: Platform, person: Caller) -> str:
    """A vault with a read document, a conversation, shares, an organization with keys and a vault; the first vault."""
    await person.post("account", "/family-members", json={"first_name": "E", "last_name": "E", "relationship": "child"})
    vault_id: str = (await person.post("vault", "/vaults", json={"name": "Papers"})).json()["id"]
    document = await upload_and_process(platform, person, vault_id)
    forward = {"document_ids": [document["id"]], "emails": ["friend@utopia.example"]}
    assert (await person.post("document", "/documents/forward", json=forward)).status_code == 200
    await person.post("assistant", f"/vaults/{vault_id}/ask", json={"question": "When does the lease end?"})
    started = await person.post("workflow", "/workflows/passport-renewal/execute", json={"vault_id": vault_id})
    assert started.status_code == 201
    anna = {"first_name": "Anna", "last_name": "Eriksson", "sevis_id": "N0034567812"}
    followed = (await person.post("immigration", "/persons", json=anna)).json()["id"]
    await person.post("immigration", f"/persons/{followed}/statuses", json={"status_type": "visa"})
    await person.post("vault", f"/vaults/{vault_id}/shares", json={"emails": ["friend@utopia.example"]})
    organization = (await person.post("organization", "/organizations", json={"name": "Utopia Travel"})).json()["id"]
    await person.post("vault", f"/vaults/{vault_id}/shares", json={"organization_id": organization})
    keys = f"/organizations/{organization}/machine-auth"
    app_key = (await person.post("organization", f"{keys}/app-keys", json={"name": "app"})).json()["app_key"]
    api_key = (await person.post("organization", f"{keys}/api-keys", json={"name": "api"})).json()["api_key"]
    machine = Caller(platform, {"X-API-Key": api_key, "X-App-Key": app_key})
    assert (await machine.post("vault", "/vaults", json={"name": "The organization's"})).status_code == 201
    await platform.run_tasks()
    return vault_id


async def rows(platform: Platform, service: str) -> dict[str, int]:
    """How many there are in each table of the service; what is on its way out is none of them."""
    tables = text("select tablename from pg_tables where schemaname = :service and tablename <> 'outbox'")
    async with platform.session(service) as session:
        names = (await session.scalars(tables, {"service": service})).all()
        counts = {name: await session.scalar(select(func.count()).select_from(text(f'"{name}"'))) for name in names}
    return {name: count for name, count in counts.items() if count}


async def test_takes_everything_along(platform: Platform, as_owner: Caller) -> None:
    vault_id = await settle_in(platform, as_owner)
    response = await as_owner.get("account", "/account/export")
    assert response.status_code == 200
    with ZipFile(io.BytesIO(response.content)) as archive:
        names = archive.namelist()
        assert json.loads(archive.read("account.json"))["email"] == "owner@utopia.example"
        assert json.loads(archive.read("vaults.json"))["vaults"][0]["id"] == vault_id
        assert "When does the lease end?" in archive.read("conversations.json").decode()
        (followed,) = json.loads(archive.read("persons.json"))["persons"]
        assert (followed["sevis_id"], followed["statuses"][0]["status_type"]) == ("N0034567812", "visa")
        assert LEASE in [archive.read(name) for name in names]


async def test_receipt_waits_for_the_files_of_an_organization_that_goes_too(
    platform: Platform, as_owner: Caller, as_nobody: Caller
) -> None:
    """The person owns no vault; their organization's machine does."""
    organization_id = await make_organization(as_owner)
    machine = await make_machine(as_owner, organization_id)
    vault_id = (await machine.post("vault", "/vaults", json={})).json()["id"]
    document = await upload(machine, vault_id)
    await platform.run_tasks()
    erasure_id = (await as_owner.delete("account", "/account", json={"password": PASSWORD})).json()["erasure_id"]
    platform.router.down.add(platform.resources("vault").settings.port("document"))
    await platform.run_tasks(rounds=3)
    assert (await machine.get("vault", f"/vaults/{vault_id}")).status_code == 401
    receipt = (await as_nobody.get("account", f"/auth/erasures/{erasure_id}")).json()
    assert receipt["status"] == "running"
    assert [service for service, done in receipt["services"].items() if not done] == ["organization"]
    platform.router.down.clear()
    await platform.run_tasks()
    receipt = (await as_nobody.get("account", f"/auth/erasures/{erasure_id}")).json()
    assert receipt["status"] == "finished"
    async with platform.session("document") as session:
        assert await session.get(Document, document["id"]) is None


async def test_leaves_nothing_behind(platform: Platform, as_owner: Caller, as_nobody: Caller) -> None:
    await settle_in(platform, as_owner)
    async with platform.session("document") as session:
        storage_key = await session.scalar(select(Document.storage_key))
    storage = platform.resources("document").storage  # type: ignore[attr-defined] # of the document service
    assert await storage.size(storage_key) == len(LEASE)
    erased = await as_owner.delete("account", "/account", json={"password": PASSWORD})
    await platform.run_tasks()
    receipt = (await as_nobody.get("account", f"/auth/erasures/{erased.json()['erasure_id']}")).json()
    assert receipt["status"] == "finished"
    assert all(receipt["services"].values())
    with pytest.raises(FileMissing):
        await storage.size(storage_key)
    left = {
        service: await rows(platform, service)
        for service in ("vault", "document", "assistant", "workflow", "organization")
    }
    assert left == {"vault": {}, "document": {}, "assistant": {}, "workflow": {"templates": 1}, "organization": {}}
    assert (await rows(platform, "account")).keys() == {"erasures", "erasure_confirmations"}
