"""Every route that takes an id, tried by everybody who must not get there.

The routes come from the API documents: a new one is tried as soon as it exists, and asks for an entry in `ids` where
it takes an id of a new kind.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.contract.operations import Operation, operations
from tests.support.documents import upload
from tests.support.platform import Caller, Platform

OPEN = {
    "GET account /api/v1/auth/erasures/{erasure_id}",
    "GET document /api/v1/document-types/{id}",
    "GET document /api/v1/document-index/{code}",
    "GET vault /api/v1/public/shared/{token}",
    "GET vault /api/v1/public/shared/{token}/documents",
    "GET vault /api/v1/public/shared/{token}/documents/{document_id}/download-url",
    "POST vault /api/v1/public/shared/{token}/documents/upload",
    "GET vault /api/v1/public/validate-token/{token}",
    "GET document /api/v1/public/forwarded/{token}",
    "GET immigration /api/v1/public/calendars/{token}.ics",
}
"""Routes with a parameter that ask for no credential, because the parameter is one or nobody owns the thing."""

EVERYBODYS = {
    "GET assistant /api/v1/news/{article_id}",
    "GET assistant /api/v1/prompts/{prompt_id}",
    "POST assistant /api/v1/prompts/{prompt_id}/use",
    "GET workflow /api/v1/workflows/{workflow_name}",
    "GET workflow /api/v1/engine/workflows/{workflow_id}",
    "GET workflow /api/v1/engine/policies/{policy_id}",
    "GET immigration /api/v1/compliance/rules/{rule}",
}
"""Routes with a parameter that names nobody's thing in particular: any credential will do."""

pytestmark = pytest.mark.timeout(120)


async def new_keys(person: Caller) -> Caller:
    """A machine of the person's own organization that may do everything."""
    organization = (await person.get("organization", "/organizations")).json()["organizations"][0]["id"]
    keys = f"/organizations/{organization}/machine-auth"
    app_key = (await person.post("organization", f"{keys}/app-keys", json={"name": "app"})).json()["app_key"]
    api_key = (await person.post("organization", f"{keys}/api-keys", json={"name": "api"})).json()["api_key"]
    return Caller(person.platform, {"X-API-Key": api_key, "X-App-Key": app_key})


async def new_share(owner: Caller, vault_id: str, **terms: Any) -> dict[str, Any]:
    response = await owner.post("vault", f"/vaults/{vault_id}/shares", json=terms)
    assert response.status_code == 201, response.text
    share: dict[str, Any] = response.json()
    return share


def holder(platform: Platform, share: dict[str, Any]) -> Caller:
    return Caller(platform, {"X-Share-Token": share["share_token"]})


async def created(caller: Caller, service: str, path: str, **body: Any) -> str:
    response = await caller.post(service, path, json=body)
    assert response.status_code == 201, response.text
    identifier: str = response.json()["id"]
    return identifier


async def forwarded(caller: Caller, document_id: str) -> str:
    body = {"document_ids": [document_id], "emails": ["friend@utopia.example"]}
    response = await caller.post("document", "/documents/forward", json=body)
    assert response.status_code == 200, response.text
    identifier: str = response.json()["forward_id"]
    return identifier


async def executing(caller: Caller, vault_id: str) -> dict[str, str]:
    """An execution, and the step that it waits at."""
    body = {"vault_id": vault_id}
    response = await caller.post("workflow", "/workflows/passport-renewal/execute", json=body)
    assert response.status_code == 201, response.text
    execution_id = response.json()["execution_id"]
    execution = (await caller.get("workflow", f"/workflow-executions/{execution_id}")).json()
    return {
        "workflows": "passport-renewal",
        "workflow-executions": execution_id,
        "executions": execution_id,
        "steps": execution["current_step"]["id"],
    }


async def related(owner: Caller, person: str) -> str:
    relative = await created(owner, "immigration", "/persons", first_name="Anna", last_name="Eriksson")
    family = f"/persons/{person}/family"
    return await created(owner, "immigration", family, relative_id=relative, relationship="parent")


async def importing(owner: Caller) -> str:
    response = await owner.post(
        "immigration", "/import/persons", json={"persons": []}, headers={"Prefer": "respond-async"}
    )
    assert response.status_code == 202, response.text
    return str(response.json()["id"])


async def hooked(owner: Caller) -> dict[str, str]:
    """A webhook, an event, and its delivery."""
    webhook = await created(owner, "webhook", "/webhooks", url="https://93.184.215.14/", events=["custom.*"])
    event = (await owner.post("webhook", "/events", json={"event_type": "custom.paid"})).json()
    return {"webhooks": webhook, "events": event["id"], "deliveries": event["deliveries"][0]["id"]}


@pytest.fixture
async def ids(as_owner: Caller, vault_id: str) -> dict[str, str]:
    """The owner's things, by the collection in whose path they stand."""
    organization = await created(as_owner, "organization", "/organizations", name="Utopia Travel")
    machines = f"/organizations/{organization}/machine-auth"
    member = await as_owner.post(
        "organization", f"/organizations/{organization}/members", json={"email": "new@utopia.example"}
    )
    sessions = (await as_owner.get("account", "/account/sessions")).json()["sessions"]
    document = (await upload(as_owner, vault_id))["id"]
    person = await created(as_owner, "immigration", "/persons", first_name="Erik", last_name="Eriksson")
    moved = {"event_type": "address_change", "event_date": "2026-03-02"}
    relative = {"first_name": "Erik", "last_name": "Eriksson", "relationship": "child"}
    await as_owner.post("immigration", f"/persons/{person}/documents", json={"document_id": document})
    return {
        "vaults": vault_id,
        "documents": document,
        "shares": (await new_share(as_owner, vault_id))["share"]["id"],
        "organizations": organization,
        "members": member.json()["id"],
        "service-accounts": await created(as_owner, "organization", f"{machines}/service-accounts", name="robot"),
        "api-keys": await created(as_owner, "organization", f"{machines}/api-keys", name="api"),
        "app-keys": await created(as_owner, "organization", f"{machines}/app-keys", name="app"),
        "family-members": await created(as_owner, "account", "/family-members", **relative),
        "sessions": sessions[0]["id"],
        "conversations": await created(as_owner, "assistant", "/conversations", vault_id=vault_id),
        "forward": await forwarded(as_owner, document),
        "persons": person,
        "imports": await importing(as_owner),
        "family": await related(as_owner, person),
        "calendars": await created(as_owner, "immigration", "/compliance/calendars", name="Due dates"),
        "compliance-events": await created(as_owner, "immigration", f"/persons/{person}/compliance-events", **moved),
        "statuses": await created(as_owner, "immigration", f"/persons/{person}/statuses", status_type="visa"),
        **await executing(as_owner, vault_id),
        **await hooked(as_owner),
    }


@pytest.fixture
async def guarded(platform: Platform, as_nobody: Caller) -> list[Operation]:
    """Every operation that takes an id and asks who is calling."""
    found = await operations(as_nobody, list(platform.apps))
    return [each for each in found if each.collections and str(each) not in OPEN | EVERYBODYS]


async def statuses(caller: Caller, tried: list[Operation], ids: dict[str, str]) -> dict[str, int]:
    answers = {}
    for operation in tried:
        response = await caller.request(operation.method, operation.service, operation.filled(ids), **operation.body())
        answers[str(operation)] = response.status_code
        assert response.status_code < 500, f"{operation}: {response.text}"
    return answers


async def test_routes_without_a_credential_are_these(platform: Platform, as_nobody: Caller) -> None:
    found = await operations(as_nobody, list(platform.apps))
    assert {str(each) for each in found if each.collections and each.is_open} == OPEN


async def test_nobody_is_401(as_nobody: Caller, guarded: list[Operation], ids: dict[str, str]) -> None:
    assert set((await statuses(as_nobody, guarded, ids)).values()) == {401}


async def test_what_is_everybodys_asks_who_is_calling(platform: Platform, as_nobody: Caller) -> None:
    found = [each for each in await operations(as_nobody, list(platform.apps)) if str(each) in EVERYBODYS]
    assert {str(each) for each in found} == EVERYBODYS
    ids = {"prompts": "expiring-soon", "news": str(uuid4()), "policies": str(uuid4()), "workflows": "passport-renewal"}
    ids["rules"] = "EXPIRY"
    assert set((await statuses(as_nobody, found, ids)).values()) == {401}


async def test_stranger_finds_nothing(as_stranger: Caller, guarded: list[Operation], ids: dict[str, str]) -> None:
    expected = {str(each): 404 if each.accepts("access_token") else 403 for each in guarded}
    assert await statuses(as_stranger, guarded, ids) == expected


async def test_machine_of_another_organization_finds_nothing(
    as_stranger: Caller, guarded: list[Operation], ids: dict[str, str]
) -> None:
    machine = await new_keys(as_stranger)
    expected = {str(each): 404 if each.accepts("api_key") else 403 for each in guarded}
    assert await statuses(machine, guarded, ids) == expected


async def test_share_to_view_does_no_more(
    platform: Platform, as_owner: Caller, guarded: list[Operation], ids: dict[str, str]
) -> None:
    share = holder(platform, await new_share(as_owner, ids["vaults"], permission="view"))
    answers = await statuses(share, guarded, ids)
    viewed = {str(each) for each in guarded if each.accepts("share_token") and each.permission == "view"}
    assert {each for each, status in answers.items() if status != 403} == viewed
    assert {answers[each] for each in viewed} <= {200, 422}


async def test_share_of_another_vault_finds_nothing(
    platform: Platform, as_stranger: Caller, guarded: list[Operation], ids: dict[str, str]
) -> None:
    other = await created(as_stranger, "vault", "/vaults")
    share = holder(platform, await new_share(as_stranger, other, permission="edit"))
    expected = {str(each): 404 if each.accepts("share_token") else 403 for each in guarded}
    assert await statuses(share, guarded, ids) == expected


async def test_expired_share_is_410(
    platform: Platform, as_owner: Caller, guarded: list[Operation], ids: dict[str, str]
) -> None:
    clock = platform.resources("vault")
    ends = clock.now() + timedelta(hours=1)
    share = holder(platform, await new_share(as_owner, ids["vaults"], expires_at=ends.isoformat()))
    with platform.at(ends):
        assert set((await statuses(share, guarded, ids)).values()) == {410}


async def test_revoked_share_is_404(
    platform: Platform, as_owner: Caller, guarded: list[Operation], ids: dict[str, str]
) -> None:
    share = await new_share(as_owner, ids["vaults"], permission="edit")
    await as_owner.delete("vault", f"/vaults/{ids['vaults']}/shares/{share['share']['id']}")
    assert set((await statuses(holder(platform, share), guarded, ids)).values()) == {404}


async def test_owner_reads_everything(as_owner: Caller, guarded: list[Operation], ids: dict[str, str]) -> None:
    """Else the tests above would prove nothing."""
    read = [each for each in guarded if each.method == "GET" and each.accepts("access_token")]
    assert set((await statuses(as_owner, read, ids)).values()) == {200}
