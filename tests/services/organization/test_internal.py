"""What other services ask the organization service, by their clients."""

from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from shared.auth.keys import API_PREFIX, APP_PREFIX, digest, new_key
from shared.auth.scopes import NARROW, Scope
from shared.clients.http import INTERNAL
from shared.clients.organization import KeyPair, OrganizationClient
from shared.errors import NotAuthenticated, Unavailable
from tests.support.people import (
    add_member,
    make_key,
    make_organization,
    memberships,
    personal_organization,
    verified,
)
from tests.support.platform import Caller, Platform


@pytest.fixture
def client(platform: Platform) -> OrganizationClient:
    return platform.resources("vault").organizations


async def ask(platform: Platform, path: str) -> httpx.Response:
    """As the account service."""
    return await platform.resources("account").http.request("organization", "GET", f"{INTERNAL}/{path}")


def pair(api_key: dict[str, str], app_key: dict[str, str]) -> KeyPair:
    return KeyPair(api_key_digest=digest(api_key["api_key"]), app_key_digest=digest(app_key["app_key"]))


class TestMemberships:
    async def test_personal_one_is_there_for_whoever_asks_first(
        self, platform: Platform, as_owner: Caller, client: OrganizationClient
    ) -> None:
        assert as_owner.id is not None
        (membership,) = await client.memberships(as_owner.id)
        assert (membership.role, membership.is_personal) == ("owner", True)
        assert str(membership.organization_id) == await personal_organization(as_owner)

    async def test_account_that_does_not_exist_has_none(self, client: OrganizationClient) -> None:
        assert await client.memberships(uuid4()) == []

    async def test_new_account_waits_for_the_account_service(
        self, platform: Platform, as_owner: Caller, client: OrganizationClient
    ) -> None:
        platform.router.down.add(platform.resources("account").settings.port("account"))
        assert as_owner.id is not None
        with pytest.raises(Unavailable):
            await client.memberships(as_owner.id)

    async def test_redis_may_be_without_memory(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        first = await memberships(platform.resources("vault"), as_owner)
        await platform.resources("organization").redis.flushdb()
        assert await memberships(platform.resources("vault"), as_owner) == first
        assert len(first) == 2


class TestIdentify:
    async def test_says_who_and_within_which_limits(
        self, platform: Platform, as_owner: Caller, organization_id: str, client: OrganizationClient
    ) -> None:
        limits = {"allowed_ips": ["203.0.113.0/24"], "requests_per_minute": 9, "expires_at": "2100-01-01T00:00:00Z"}
        api_key = await make_key(as_owner, organization_id, "api", **limits)
        app_key = await make_key(as_owner, organization_id, "app")
        identity = await client.identify(pair(api_key, app_key))
        assert str(identity.id) == str(identity.api_key_id) == api_key["id"]
        assert str(identity.organization_id) == organization_id
        assert identity.account_id is None
        assert identity.scopes == NARROW
        assert identity.expires_at is not None
        assert identity.expires_at.year == 2100
        assert identity.requests_per_minute == 9
        assert [str(network) for network in identity.allowed_networks] == ["203.0.113.0/24"]
        assert identity.stamp == await platform.resources("vault").versions.read(f"machines:{organization_id}")

    async def test_scopes_are_what_all_allow(
        self, as_owner: Caller, organization_id: str, client: OrganizationClient
    ) -> None:
        response = await as_owner.post(
            "organization",
            f"/organizations/{organization_id}/machine-auth/service-accounts",
            json={"name": "robot", "scopes": ["vaults:read", "assistant:ask"]},
        )
        robot = response.json()["id"]
        api_key = await make_key(
            as_owner, organization_id, "api", service_account_id=robot, scopes=["vaults:read", "mcp:execute"]
        )
        everything = await make_key(as_owner, organization_id, "app")
        writing = await make_key(as_owner, organization_id, "app", scopes=["vaults:write"])
        identity = await client.identify(pair(api_key, everything))
        assert str(identity.id) == robot
        assert identity.scopes == frozenset({Scope.VAULTS_READ})
        assert (await client.identify(pair(api_key, writing))).scopes == frozenset()

    async def test_bound_key_works_with_its_app_key_only(
        self, as_owner: Caller, organization_id: str, client: OrganizationClient
    ) -> None:
        mine, another = [await make_key(as_owner, organization_id, "app") for _ in range(2)]
        api_key = await make_key(as_owner, organization_id, "api", app_key_id=mine["id"])
        assert (await client.identify(pair(api_key, mine))).scopes == NARROW
        with pytest.raises(NotAuthenticated):
            await client.identify(pair(api_key, another))

    async def test_keys_of_two_organizations_do_not_belong_together(
        self, as_owner: Caller, organization_id: str, client: OrganizationClient
    ) -> None:
        api_key = await make_key(as_owner, organization_id, "api")
        app_key = await make_key(as_owner, await make_organization(as_owner), "app")
        with pytest.raises(NotAuthenticated) as caught:
            await client.identify(pair(api_key, app_key))
        assert caught.value.detail == "The API key and the app key are not valid together"

    async def test_unknown_keys_are_refused(
        self, as_owner: Caller, organization_id: str, client: OrganizationClient
    ) -> None:
        api_key = await make_key(as_owner, organization_id, "api")
        with pytest.raises(NotAuthenticated):
            await client.identify(pair(api_key, {"app_key": new_key(APP_PREFIX)}))
        with pytest.raises(NotAuthenticated):
            await client.identify(pair({"api_key": new_key(API_PREFIX)}, {"app_key": new_key(APP_PREFIX)}))

    async def test_answer_is_not_kept_while_a_right_is_being_taken(
        self, platform: Platform, as_owner: Caller, organization_id: str, client: OrganizationClient
    ) -> None:
        keys = pair(*[await make_key(as_owner, organization_id, kind) for kind in ("api", "app")])
        async with platform.resources("organization").versions.changing(f"machines:{organization_id}"):
            assert (await client.identify(keys)).stamp is None
        assert (await client.identify(keys)).stamp is not None


class TestNames:
    async def test_of_those_that_exist(
        self, as_owner: Caller, organization_id: str, client: OrganizationClient
    ) -> None:
        key = await make_key(as_owner, organization_id, "api", name="robot key")
        response = await as_owner.post(
            "organization",
            f"/organizations/{organization_id}/machine-auth/service-accounts",
            json={"name": "robot"},
        )
        robot = response.json()["id"]
        nobody = uuid4()
        names = await client.organization_names([UUID(organization_id), nobody])
        assert {str(key): name for key, name in names.items()} == {organization_id: "Acme Corp"}
        machines = await client.machine_names([key["id"], robot, nobody])
        assert {str(key): name for key, name in machines.items()} == {key["id"]: "robot key", robot: "robot"}


class TestSoleOwnerships:
    async def test_are_those_that_others_would_lose(
        self, platform: Platform, as_owner: Caller, as_member: Caller, organization_id: str
    ) -> None:
        await make_organization(as_owner, "Nobody else")
        shared = await make_organization(as_owner, "Two owners")
        await add_member(as_owner, shared, "member@utopia.example", "owner")
        await personal_organization(as_owner)
        response = await ask(platform, f"accounts/{as_owner.id}/sole-ownerships")
        assert response.json() == {"organizations": [{"id": organization_id, "name": "Acme Corp"}]}
        response = await ask(platform, f"accounts/{as_member.id}/sole-ownerships")
        assert response.json() == {"organizations": []}


class TestExport:
    async def test_is_everything_of_the_person_and_nothing_of_others(
        self, platform: Platform, as_owner: Caller, as_member: Caller, organization_id: str
    ) -> None:
        key = await make_key(as_owner, organization_id, "api", name="ours")
        await add_member(as_owner, organization_id, "invited@utopia.example")
        (mine,) = (await ask(platform, f"accounts/{as_owner.id}/export")).json()["organizations"]
        assert (mine["name"], mine["role"], mine["member_count"]) == ("Acme Corp", "owner", 2)
        assert [(found["kind"], found["name"], found["key_prefix"]) for found in mine["keys"]] == [
            ("api_key", "ours", key["key_prefix"])
        ]
        response = await ask(platform, f"accounts/{as_member.id}/export")
        assert response.json()["organizations"][0]["keys"] == []
        for secret in ("owner@utopia", "invited@utopia", key["api_key"], digest(key["api_key"])):
            assert secret not in response.text

    async def test_of_nobody_is_empty(self, platform: Platform) -> None:
        assert (await ask(platform, f"accounts/{uuid4()}/export")).json() == {"organizations": []}


async def test_queries_of_identify_use_indexes(platform: Platform) -> None:
    """Every service waits for this read; `or` over two columns must not become a scan."""
    async with platform.session("organization") as session, session.begin():
        await session.execute(text("set local enable_seqscan = off"))
        plan = await session.scalars(
            text("explain select organization_id from api_keys where digest = 'a' or previous_digest = 'a'")
        )
        lines = "\n".join(plan)
    assert "uq_api_keys_digest" in lines
    assert "uq_api_keys_previous_digest" in lines


async def test_person_who_was_invited_is_no_member_for_anybody(
    platform: Platform, as_owner: Caller, organization_id: str
) -> None:
    ben = await verified(platform, "ben@utopia.example")
    assert organization_id not in await memberships(platform.resources("vault"), ben)
