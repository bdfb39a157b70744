"""Pairs of keys, through the door of a service that knows nothing of organizations."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from shared.auth.admission import Applicant
from shared.auth.dependencies import KEY_LOOKUPS
from shared.auth.keys import API_PREFIX, APP_PREFIX, new_key
from shared.auth.machines import check_limits
from shared.clients.organization import MachineIdentity
from shared.errors import NotAllowed
from tests.support.people import machine, make_key, make_organization, personal_organization
from tests.support.platform import Caller, Platform

WRONG = {"detail": "The API key and the app key are not valid together"}


@pytest.fixture
async def personal(as_owner: Caller) -> str:
    """The owner's personal organization."""
    return await personal_organization(as_owner)


@pytest.fixture
async def keys(as_owner: Caller, personal: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return await make_key(as_owner, personal, "api"), await make_key(as_owner, personal, "app")


@pytest.fixture
async def as_machine(platform: Platform, keys: tuple[dict[str, Any], dict[str, Any]]) -> Caller:
    return machine(platform, *keys)


@contextlib.contextmanager
def an_hour_later(platform: Platform) -> Iterator[None]:
    """The clocks of all services are ahead."""
    moment = datetime.now(UTC) + timedelta(hours=1)
    for app in platform.apps.values():
        vars(platform.resources(app))["now"] = lambda: moment
    yield
    for app in platform.apps.values():
        del vars(platform.resources(app))["now"]


async def status(caller: Caller) -> int:
    return (await caller.get("vault", "/vaults")).status_code


async def act(owner: Caller, organization_id: str, rest: str, **body: Any) -> dict[str, Any]:
    response = await owner.post("organization", f"/organizations/{organization_id}/machine-auth/{rest}", json=body)
    assert response.is_success, response.text
    answer: dict[str, Any] = response.json()
    return answer


def hops(platform: Platform) -> list[str]:
    """Whom the services asked since the test's own request, which is the first."""
    return [platform.service_of(request) for request in platform.router.requests[1:]]


class TestPair:
    async def test_of_a_personal_organization_sees_its_owners_vaults(
        self, as_owner: Caller, as_machine: Caller, vault_id: str
    ) -> None:
        response = await as_machine.get("vault", "/vaults")
        assert [vault["id"] for vault in response.json()["vaults"]] == [vault_id]
        assert (await as_machine.get("vault", f"/vaults/{vault_id}")).status_code == 200

    async def test_of_another_organization_sees_none_of_them(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        organization_id = await make_organization(as_owner)
        pair = [await make_key(as_owner, organization_id, kind) for kind in ("api", "app")]
        robot = machine(platform, *pair)
        assert (await robot.get("vault", "/vaults")).json()["vaults"] == []
        assert (await robot.get("vault", f"/vaults/{vault_id}")).status_code == 404

    @pytest.mark.parametrize("missing", ["X-API-Key", "X-App-Key"])
    async def test_one_key_alone_is_401(self, platform: Platform, as_machine: Caller, missing: str) -> None:
        del as_machine.client.headers[missing]
        platform.router.requests.clear()
        response = await as_machine.get("vault", "/vaults")
        assert (response.status_code, response.json()) == (401, {"detail": "Send X-API-Key and X-App-Key together"})
        assert hops(platform) == []

    async def test_bearer_token_does_not_make_up_for_a_key(self, as_owner: Caller) -> None:
        response = await as_owner.get("vault", "/vaults", headers={"X-API-Key": new_key(API_PREFIX)})
        assert response.status_code == 401

    @pytest.mark.parametrize(
        "api_key",
        ["imm_x", "x" * 53, new_key(API_PREFIX)[:-1] + "_", new_key(APP_PREFIX)],
        ids=["short", "no prefix", "wrong checksum", "the other kind"],
    )
    async def test_malformed_key_asks_nobody(self, platform: Platform, as_machine: Caller, api_key: str) -> None:
        platform.router.requests.clear()
        response = await as_machine.get("vault", "/vaults", headers={"X-API-Key": api_key})
        assert (response.status_code, response.json()) == (401, WRONG)
        assert hops(platform) == []

    async def test_many_unknown_keys_are_429(self, platform: Platform, as_machine: Caller) -> None:
        gate = platform.resources("vault").gate
        for _ in range(KEY_LOOKUPS.count):
            await gate.ask(Applicant("address:127.0.0.1"), KEY_LOOKUPS)
        platform.router.requests.clear()
        response = await as_machine.get("vault", "/vaults", headers={"X-API-Key": new_key(API_PREFIX)})
        assert response.status_code == 429
        assert hops(platform) == []

    async def test_unknown_key_is_401(self, platform: Platform, as_machine: Caller) -> None:
        response = await as_machine.get("vault", "/vaults", headers={"X-API-Key": new_key(API_PREFIX)})
        assert (response.status_code, response.json()) == (401, WRONG)

    async def test_app_key_of_another_organization_is_401(self, as_owner: Caller, as_machine: Caller) -> None:
        other = await make_key(as_owner, await make_organization(as_owner), "app")
        response = await as_machine.get("vault", "/vaults", headers={"X-App-Key": other["app_key"]})
        assert (response.status_code, response.json()) == (401, WRONG)

    async def test_opens_no_route_of_people(self, as_machine: Caller, personal: str) -> None:
        for service, path in (("account", "/account/me"), ("organization", f"/organizations/{personal}")):
            response = await as_machine.get(service, path)
            assert (response.status_code, response.json()["detail"]) == (403, "This credential can't be used here")


class TestLimits:
    async def test_missing_scope_is_named(self, platform: Platform, as_owner: Caller, personal: str) -> None:
        api_key = await make_key(as_owner, personal, "api", scopes=["vaults:read", "documents:read"])
        app_key = await make_key(as_owner, personal, "app", scopes=["vaults:read", "vaults:write"])
        robot = machine(platform, api_key, app_key)
        assert await status(robot) == 200
        response = await robot.post("vault", "/vaults", json={})
        assert (response.status_code, response.json()) == (403, {"detail": "This needs the scope vaults:write"})

    async def test_scopes_of_the_service_account_count(
        self, platform: Platform, as_owner: Caller, personal: str
    ) -> None:
        account = await act(as_owner, personal, "service-accounts", name="robot", scopes=["documents:read"])
        api_key = await make_key(as_owner, personal, "api", service_account_id=account["id"])
        robot = machine(platform, api_key, await make_key(as_owner, personal, "app"))
        assert await status(robot) == 403

    async def test_other_addresses_are_403(self, platform: Platform, as_owner: Caller, personal: str) -> None:
        app_key = await make_key(as_owner, personal, "app")
        allowed, refused = [
            machine(platform, await make_key(as_owner, personal, "api", allowed_ips=networks), app_key)
            for networks in (["203.0.113.0/24", "127.0.0.0/8"], ["203.0.113.0/24"])
        ]
        assert await status(allowed) == 200
        response = await refused.get("vault", "/vaults")
        assert (response.status_code, response.json()) == (
            403,
            {"detail": "These keys can't be used from this address"},
        )

    async def test_own_rate_limit(self, platform: Platform, as_owner: Caller, personal: str) -> None:
        app_key = await make_key(as_owner, personal, "app")
        slow = machine(platform, await make_key(as_owner, personal, "api", requests_per_minute=2), app_key)
        quick = machine(platform, await make_key(as_owner, personal, "api"), app_key)
        first = await slow.get("vault", "/vaults")
        assert (first.headers["RateLimit-Limit"], first.headers["RateLimit-Remaining"]) == ("2", "1")
        assert await status(slow) == 200
        refused = await slow.get("vault", "/vaults")
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 61
        assert await status(quick) == 200

    async def test_keys_of_one_service_account_are_counted_apart(
        self, platform: Platform, as_owner: Caller, personal: str
    ) -> None:
        account = await act(as_owner, personal, "service-accounts", name="robot")
        app_key = await make_key(as_owner, personal, "app")
        terms = {"service_account_id": account["id"], "requests_per_minute": 1}
        robots = [machine(platform, await make_key(as_owner, personal, "api", **terms), app_key) for _ in range(2)]
        assert [await status(robot) for robot in robots] == [200, 200]
        assert [await status(robot) for robot in robots] == [429, 429]

    async def test_own_rate_limit_does_not_raise_the_general_one(
        self, platform: Platform, as_owner: Caller, personal: str
    ) -> None:
        api_key = await make_key(as_owner, personal, "api", requests_per_minute=100_000)
        robot = machine(platform, api_key, await make_key(as_owner, personal, "app"))
        assert (await robot.get("vault", "/vaults")).headers["RateLimit-Limit"] == "600"

    async def test_user_id_of_the_owner_is_fine_and_of_others_403(self, as_owner: Caller, as_machine: Caller) -> None:
        response = await as_machine.get("vault", "/vaults", headers={"X-User-ID": str(as_owner.id)})
        assert response.status_code == 200
        response = await as_machine.get("vault", "/vaults", headers={"X-User-ID": str(uuid4())})
        assert response.status_code == 403

    @pytest.mark.parametrize(
        ("address", "allowed"),
        [("203.0.113.9", True), ("::ffff:203.0.113.9", True), ("2001:db8::1", True), ("203.0.114.1", False)],
    )
    def test_networks_of_both_kinds(self, address: str, *, allowed: bool) -> None:
        identity = _limited_to("203.0.113.0/24", "2001:db8::/32")
        now = datetime.now(UTC)
        if allowed:
            check_limits(identity, address, now)
        else:
            with pytest.raises(NotAllowed):
                check_limits(identity, address, now)

    def test_address_that_nobody_knows_is_refused(self) -> None:
        with pytest.raises(NotAllowed):
            check_limits(_limited_to("0.0.0.0/0"), "unknown", datetime.now(UTC))


def _limited_to(*networks: str) -> MachineIdentity:
    return MachineIdentity(
        id=uuid4(),
        api_key_id=uuid4(),
        organization_id=uuid4(),
        scopes=frozenset(),
        allowed_networks=tuple(ip_network(network) for network in networks),
        stamp="0",
    )


class TestEnd:
    """Each of these is remembered by the vault service before it ends."""

    @pytest.mark.parametrize("which", [0, 1])
    async def test_revocation_holds_at_the_next_request(
        self,
        platform: Platform,
        as_owner: Caller,
        as_machine: Caller,
        personal: str,
        keys: tuple[dict[str, Any], dict[str, Any]],
        which: int,
    ) -> None:
        assert await status(as_machine) == 200
        await act(as_owner, personal, f"{('api', 'app')[which]}-keys/{keys[which]['id']}/revoke")
        response = await as_machine.get("vault", "/vaults")
        assert (response.status_code, response.json()) == (401, WRONG)

    async def test_deactivation_holds_at_the_next_request(
        self, platform: Platform, as_owner: Caller, personal: str
    ) -> None:
        account = await act(as_owner, personal, "service-accounts", name="robot")
        api_key = await make_key(as_owner, personal, "api", service_account_id=account["id"])
        robot = machine(platform, api_key, await make_key(as_owner, personal, "app"))
        assert await status(robot) == 200
        await act(as_owner, personal, f"service-accounts/{account['id']}/deactivate")
        assert await status(robot) == 401

    @pytest.mark.parametrize("kind", ["api", "app"])
    async def test_rotation_ends_the_old_secret_at_once(
        self,
        platform: Platform,
        as_owner: Caller,
        as_machine: Caller,
        personal: str,
        keys: tuple[dict[str, Any], dict[str, Any]],
        kind: str,
    ) -> None:
        assert await status(as_machine) == 200
        old = {"api": keys[0], "app": keys[1]}
        new = await act(as_owner, personal, f"{kind}-keys/{old[kind]['id']}/rotate")
        assert await status(as_machine) == 401
        assert await status(machine(platform, *{**old, kind: new}.values())) == 200

    async def test_rotation_narrows_at_once(
        self, as_owner: Caller, as_machine: Caller, personal: str, keys: tuple[dict[str, Any], dict[str, Any]]
    ) -> None:
        assert await status(as_machine) == 200
        body = {"scopes": ["documents:read"], "grace_seconds": 60}
        await act(as_owner, personal, f"api-keys/{keys[0]['id']}/rotate", **body)
        assert await status(as_machine) == 403

    async def test_grace_lasts_as_long_as_was_said(
        self,
        platform: Platform,
        as_owner: Caller,
        as_machine: Caller,
        personal: str,
        keys: tuple[dict[str, Any], dict[str, Any]],
    ) -> None:
        new = await act(as_owner, personal, f"api-keys/{keys[0]['id']}/rotate", grace_seconds=60)
        assert await status(as_machine) == 200
        assert await status(machine(platform, new, keys[1])) == 200
        async with platform.session("organization") as session, session.begin():
            await session.execute(text("update api_keys set previous_until = now()"))
        platform.resources("vault").machine_keys.known.clear()
        assert await status(as_machine) == 401
        assert await status(machine(platform, new, keys[1])) == 200

    async def test_remembered_grace_ends_by_the_clock(
        self,
        platform: Platform,
        as_owner: Caller,
        as_machine: Caller,
        personal: str,
        keys: tuple[dict[str, Any], dict[str, Any]],
    ) -> None:
        await act(as_owner, personal, f"app-keys/{keys[1]['id']}/rotate", grace_seconds=60)
        assert await status(as_machine) == 200
        with an_hour_later(platform):
            assert await status(as_machine) == 401

    async def test_second_rotation_ends_the_first_secret(
        self, as_owner: Caller, as_machine: Caller, personal: str, keys: tuple[dict[str, Any], dict[str, Any]]
    ) -> None:
        for _ in range(2):
            await act(as_owner, personal, f"api-keys/{keys[0]['id']}/rotate", grace_seconds=60)
        assert await status(as_machine) == 401


class TestExpiry:
    async def test_remembered_key_ends_by_the_clock(self, platform: Platform, as_owner: Caller, personal: str) -> None:
        soon = (datetime.now(UTC) + timedelta(minutes=30)).isoformat()
        api_key = await make_key(as_owner, personal, "api", expires_at=soon)
        robot = machine(platform, api_key, await make_key(as_owner, personal, "app"))
        assert await status(robot) == 200
        with an_hour_later(platform):
            response = await robot.get("vault", "/vaults")
        assert (response.status_code, response.json()) == (401, WRONG)

    async def test_expired_key_is_refused_by_its_owner(
        self, platform: Platform, as_owner: Caller, personal: str
    ) -> None:
        soon = (datetime.now(UTC) + timedelta(minutes=30)).isoformat()
        api_key = await make_key(as_owner, personal, "api", expires_at=soon)
        robot = machine(platform, api_key, await make_key(as_owner, personal, "app"))
        with an_hour_later(platform):
            assert await status(robot) == 401


class TestHops:
    async def test_warm_request_asks_nobody(self, platform: Platform, as_machine: Caller) -> None:
        platform.router.requests.clear()
        assert await status(as_machine) == 200
        assert hops(platform) == ["organization"]
        platform.router.requests.clear()
        assert await status(as_machine) == 200
        assert hops(platform) == []

    async def test_remembered_keys_work_while_the_organization_service_is_away(
        self, platform: Platform, as_owner: Caller, as_machine: Caller, personal: str
    ) -> None:
        assert await status(as_machine) == 200
        stranger = machine(platform, *[await make_key(as_owner, personal, kind) for kind in ("api", "app")])
        platform.router.down.add(platform.resources("vault").settings.port("organization"))
        assert await status(as_machine) == 200
        response = await stranger.get("vault", "/vaults")
        assert (response.status_code, response.json()) == (
            503,
            {"detail": "The organization service is not available"},
        )

    async def test_key_works_on_when_redis_lost_its_memory(self, platform: Platform, as_machine: Caller) -> None:
        assert await status(as_machine) == 200
        await platform.resources("organization").redis.flushdb()
        platform.router.requests.clear()
        assert await status(as_machine) == 200
        assert hops(platform) == ["organization"]

    async def test_revocation_holds_when_redis_lost_its_memory(
        self,
        platform: Platform,
        as_owner: Caller,
        as_machine: Caller,
        personal: str,
        keys: tuple[dict[str, Any], dict[str, Any]],
    ) -> None:
        """The vault service remembers the key, and no version that it could know comes back."""
        assert await status(as_machine) == 200
        await act(as_owner, personal, f"api-keys/{keys[0]['id']}/revoke")
        await platform.resources("organization").redis.flushdb()
        another = machine(platform, await make_key(as_owner, personal, "api"), keys[1])
        assert await status(another) == 200
        assert await status(as_machine) == 401
