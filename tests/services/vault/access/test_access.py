"""Who may see a vault, and for how long an answer is good."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.auth.scopes import Scope
from shared.clients.vault import AccessQuestion, VaultAccess
from tests.services.vault.conftest import GUEST, Clock
from tests.services.vault.sharing import link, session, share
from tests.support.people import add_member, make_machine, make_organization, personal_organization, verified
from tests.support.platform import Caller, Platform


async def decide(platform: Platform, vault_id: str, caller: Caller) -> VaultAccess:
    resources: Any = platform.resources("vault")
    assert caller.id is not None
    question = AccessQuestion.model_validate({"kind": "account", "id": caller.id, "account_id": caller.id})
    access: VaultAccess = await resources.access.decide(UUID(vault_id), question)
    return access


class TestPeople:
    async def test_highest_permission_wins(self, as_owner: Caller, as_guest: Caller, vault_id: str) -> None:
        organization_id = await make_organization(as_owner)
        await add_member(as_owner, organization_id, GUEST)
        await share(as_owner, vault_id, emails=[GUEST])
        await share(as_owner, vault_id, organization_id=organization_id, permission="upload")
        vault = (await as_guest.get("vault", f"/vaults/{vault_id}")).json()
        assert (vault["role"], vault["permissions"]) == ("upload", ["view", "download", "upload"])

    async def test_list_holds_owned_and_shared_ones_once(
        self, as_owner: Caller, as_guest: Caller, vault_id: str
    ) -> None:
        own = (await as_guest.post("vault", "/vaults", json={})).json()["id"]
        await share(as_owner, vault_id, emails=[GUEST])
        await share(as_owner, vault_id, emails=[GUEST], permission="edit")
        listed = (await as_guest.get("vault", "/vaults")).json()["vaults"]
        assert [(vault["id"], vault["role"]) for vault in listed] == [(own, "owner"), (vault_id, "edit")]

    async def test_list_pages_over_both(self, as_owner: Caller, as_guest: Caller, vault_id: str) -> None:
        await share(as_owner, vault_id, emails=[GUEST])
        for _ in range(2):
            await as_guest.post("vault", "/vaults", json={})
        seen: list[str] = []
        following: dict[str, str] = {}
        for _ in range(3):
            page = (await as_guest.get("vault", "/vaults", params={"limit": "1"} | following)).json()
            seen += [vault["id"] for vault in page["vaults"]]
            following = {"cursor": page["pagination"]["next_cursor"]}
        assert following == {"cursor": None}
        assert len(set(seen)) == 3

    @pytest.mark.parametrize("permission", ["view", "download", "upload", "edit"])
    async def test_less_than_owner_may_not_change_or_delete(
        self, as_owner: Caller, as_guest: Caller, vault_id: str, permission: str
    ) -> None:
        await share(as_owner, vault_id, emails=[GUEST], permission=permission)
        assert (await as_guest.put("vault", f"/vaults/{vault_id}", json={"name": "x"})).status_code == 403
        assert (await as_guest.delete("vault", f"/vaults/{vault_id}")).status_code == 403

    async def test_member_who_leaves_sees_nothing_any_more(
        self, as_owner: Caller, as_guest: Caller, vault_id: str
    ) -> None:
        organization_id = await make_organization(as_owner)
        member = await add_member(as_owner, organization_id, GUEST)
        await share(as_owner, vault_id, organization_id=organization_id)
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 200
        await as_guest.delete("organization", f"/organizations/{organization_id}/members/{member['id']}")
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 404
        assert (await as_guest.get("vault", "/vaults")).json()["vaults"] == []

    async def test_member_who_joins_sees_the_vault_at_once(
        self, as_owner: Caller, as_guest: Caller, vault_id: str
    ) -> None:
        organization_id = await make_organization(as_owner)
        await share(as_owner, vault_id, organization_id=organization_id)
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 404
        await add_member(as_owner, organization_id, GUEST)
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 200

    async def test_identity_is_asked_once(self, platform: Platform, as_guest: Caller) -> None:
        assert (await as_guest.get("vault", "/vaults")).status_code == 200
        assert platform.asked("organization") == ["memberships"]
        platform.router.requests.clear()
        assert (await as_guest.get("vault", "/vaults")).status_code == 200
        assert platform.asked("account", "organization") == []

    async def test_owner_is_never_asked_about(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        assert (await as_owner.get("vault", f"/vaults/{vault_id}")).status_code == 200
        assert (await as_owner.get("document", f"/vaults/{vault_id}/documents")).status_code == 200
        assert platform.asked("account", "organization") == []

    async def test_organizations_away_is_503_for_others_than_the_owner(
        self, platform: Platform, as_owner: Caller, as_guest: Caller, vault_id: str
    ) -> None:
        platform.router.down.add(platform.resources("organization").settings.port("organization"))
        assert (await as_owner.get("vault", f"/vaults/{vault_id}")).status_code == 200
        response = await as_guest.get("vault", f"/vaults/{vault_id}")
        assert response.status_code == 503
        assert response.headers["Retry-After"]

    @pytest.mark.parametrize("away", ["account", "organization"])
    async def test_list_shows_own_ones_and_says_that_others_may_be_missing(
        self, platform: Platform, as_owner: Caller, as_guest: Caller, vault_id: str, away: str
    ) -> None:
        own = (await as_guest.post("vault", "/vaults", json={})).json()["id"]
        opened = (await as_owner.post("vault", "/vaults", json={})).json()["id"]
        await session(as_guest, await link(as_owner, opened))
        await share(as_owner, vault_id, emails=[GUEST])
        platform.router.down.add(platform.resources("vault").settings.port(away))
        response = await as_guest.get("vault", "/vaults")
        assert response.status_code == 200
        assert ({vault["id"] for vault in response.json()["vaults"]}, response.json()["is_complete"]) == (
            {own, opened},
            False,
        )
        platform.router.down.clear()
        for service in ("vault", "organization"):
            platform.resources(service).http.breakers.clear()
        found = (await as_guest.get("vault", "/vaults")).json()
        assert ({vault["id"] for vault in found["vaults"]}, found["is_complete"]) == ({own, opened, vault_id}, True)

    async def test_what_others_share_is_503_while_nobody_can_say(self, platform: Platform, as_guest: Caller) -> None:
        platform.router.down.add(platform.resources("vault").settings.port("organization"))
        response = await as_guest.get("vault", "/vaults/shared-with-me")
        assert response.status_code == 503
        assert response.headers["Retry-After"]


class TestOrganizations:
    async def test_own_what_their_machines_make(self, platform: Platform, as_owner: Caller, as_guest: Caller) -> None:
        admin = await verified(platform, "admin@utopia.example")
        organization_id = await make_organization(as_owner)
        await add_member(as_owner, organization_id, "admin@utopia.example", "admin")
        await add_member(as_owner, organization_id, GUEST)
        machine = await make_machine(as_owner, organization_id)
        made = (await machine.post("vault", "/vaults", json={})).json()
        assert (made["owner_kind"], made["owner_id"]) == ("organization", organization_id)
        roles = {}
        callers = {"machine": machine, "owner": as_owner, "admin": admin, "member": as_guest}
        for name, caller in callers.items():
            roles[name] = (await caller.get("vault", f"/vaults/{made['id']}")).json()["role"]
            assert [vault["id"] for vault in (await caller.get("vault", "/vaults")).json()["vaults"]] == [made["id"]]
        assert roles == {"machine": "owner", "owner": "owner", "admin": "owner", "member": "view"}
        assert (await as_guest.delete("vault", f"/vaults/{made['id']}")).status_code == 403
        assert (await admin.delete("vault", f"/vaults/{made['id']}")).status_code == 200

    async def test_machine_sees_what_is_shared_with_its_organization(self, as_owner: Caller, vault_id: str) -> None:
        organization_id = await make_organization(as_owner)
        machine = await make_machine(as_owner, organization_id)
        assert (await machine.get("vault", f"/vaults/{vault_id}")).status_code == 404
        await share(as_owner, vault_id, organization_id=organization_id, permission="download")
        assert (await machine.get("vault", f"/vaults/{vault_id}")).json()["role"] == "download"
        (received,) = (await machine.get("vault", "/vaults/shared-with-me")).json()["vaults"]
        assert received["id"] == vault_id

    async def test_machine_of_a_personal_organization_stands_for_its_owner(
        self, as_owner: Caller, vault_id: str
    ) -> None:
        machine = await make_machine(as_owner, await personal_organization(as_owner))
        assert (await machine.get("vault", f"/vaults/{vault_id}")).json()["role"] == "owner"
        made = (await machine.post("vault", "/vaults", json={})).json()
        assert (made["owner_kind"], made["owner_id"]) == ("account", str(as_owner.id))

    async def test_machine_needs_the_scope(self, as_owner: Caller) -> None:
        machine = await make_machine(as_owner, await make_organization(as_owner), scopes=[Scope.VAULTS_READ])
        assert (await machine.get("vault", "/vaults")).status_code == 200
        response = await machine.post("vault", "/vaults", json={})
        assert (response.status_code, response.json()) == (403, {"detail": "This needs the scope vaults:write"})


class TestEnd:
    async def test_is_that_of_the_first_share_that_ends(
        self, platform: Platform, clock: Clock, as_owner: Caller, as_guest: Caller, vault_id: str
    ) -> None:
        soon, later = clock.at + timedelta(hours=1), clock.at + timedelta(hours=2)
        await share(as_owner, vault_id, emails=[GUEST], permission="edit", expires_at=soon)
        await share(as_owner, vault_id, emails=[GUEST], expires_at=later)
        access = await decide(platform, vault_id, as_guest)
        assert (access.permissions[-1], access.expires_at) == ("edit", soon)
        clock.forward(hours=1)
        access = await decide(platform, vault_id, as_guest)
        assert (access.permissions, access.expires_at) == (["view"], later)

    async def test_cached_answer_does_not_outlive_it(
        self, clock: Clock, as_owner: Caller, as_guest: Caller, vault_id: str
    ) -> None:
        await share(as_owner, vault_id, emails=[GUEST], expires_at=clock.at + timedelta(hours=1))
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 200
        clock.forward(minutes=59, seconds=59)
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 200
        clock.forward(seconds=1)
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 404


class TestMetered:
    async def test_is_the_share_that_the_right_rests_on(
        self, platform: Platform, as_owner: Caller, as_guest: Caller, vault_id: str
    ) -> None:
        await share(as_owner, vault_id, emails=[GUEST])
        metered = await share(as_owner, vault_id, emails=[GUEST], permission="download", max_downloads=2)
        access = await decide(platform, vault_id, as_guest)
        assert str(access.metered_share_id) == metered["share"]["id"]
        await share(as_owner, vault_id, emails=[GUEST], permission="download")
        assert (await decide(platform, vault_id, as_guest)).metered_share_id is None

    async def test_view_is_never_metered(
        self, platform: Platform, as_owner: Caller, as_guest: Caller, vault_id: str
    ) -> None:
        await share(as_owner, vault_id, emails=[GUEST], max_downloads=1)
        assert (await decide(platform, vault_id, as_guest)).metered_share_id is None


class TestOpenedLink:
    async def test_stays_with_whoever_opened_it_signed_in(
        self, as_owner: Caller, as_stranger: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        token = await link(as_owner, vault_id)
        await session(as_nobody, token)
        assert (await as_stranger.get("vault", f"/vaults/{vault_id}")).status_code == 404
        await session(as_stranger, token)
        assert (await as_stranger.get("vault", f"/vaults/{vault_id}")).json()["role"] == "view"
        (listed,) = (await as_owner.get("vault", f"/vaults/{vault_id}/shares")).json()["shares"]
        assert listed["accepted_at"] is not None

    async def test_owner_who_tries_it_has_accepted_nothing(self, as_owner: Caller, vault_id: str) -> None:
        await session(as_owner, await link(as_owner, vault_id))
        (listed,) = (await as_owner.get("vault", f"/vaults/{vault_id}/shares")).json()["shares"]
        assert listed["accepted_at"] is None
