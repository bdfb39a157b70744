"""Service accounts, API keys and app keys, through the door."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from services.organization.machines.keys.tasks import store_last_use
from shared.auth.admission import LAST_USED
from shared.auth.keys import digest
from tests.support.people import machine, make_key, make_organization
from tests.support.platform import Caller, Platform

REFERENCE = {"name": "integration-key", "scopes": ["integration:access"]}


def path(organization_id: str, rest: str) -> str:
    return f"/organizations/{organization_id}/machine-auth/{rest}"


async def act(
    manager: Caller, organization_id: str, rest: str, body: dict[str, Any] | None = None
) -> tuple[int, dict[str, Any]]:
    response = await manager.post("organization", path(organization_id, rest), json=body)
    return response.status_code, response.json()


@pytest.mark.parametrize("kind", ["service-accounts", "api-keys", "app-keys"])
class TestManagersOnly:
    async def test_members_are_403(self, as_member: Caller, organization_id: str, kind: str) -> None:
        for method in ("GET", "POST"):
            response = await as_member.request(
                method, "organization", path(organization_id, kind), json={"name": "mine"}
            )
            assert (response.status_code, response.json()["detail"]) == (
                403,
                "Only owners and admins of the organization may do this",
            )

    async def test_outsiders_are_404(self, as_stranger: Caller, organization_id: str, kind: str) -> None:
        for method in ("GET", "POST"):
            response = await as_stranger.request(
                method, "organization", path(organization_id, kind), json={"name": "mine"}
            )
            assert (response.status_code, response.json()["detail"]) == (404, "Organization not found")

    async def test_admins_may(self, as_admin: Caller, organization_id: str, kind: str) -> None:
        assert (await act(as_admin, organization_id, kind, {"name": "ours"}))[0] == 201
        listed = (await as_admin.get("organization", path(organization_id, kind))).json()
        assert [thing["name"] for thing in listed[kind.replace("-", "_")]] == ["ours"]
        assert listed["pagination"] == {"has_more": False, "next_cursor": None}

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"name": ""},
            {"name": "a\x00"},
            {"name": "a", "scopes": ["vaults:burn"]},
            {"name": "a", "scopes": []},
            {"name": "a", "secret": "mine"},
        ],
    )
    async def test_wrong_shape_is_422(
        self, as_owner: Caller, organization_id: str, kind: str, body: dict[str, Any]
    ) -> None:
        assert (await act(as_owner, organization_id, kind, body))[0] == 422


class TestApiKeys:
    async def test_answers_the_documented_payload(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        app_key = await make_key(as_owner, organization_id, "app")
        body = {"name": "Production API Key", "app_key_id": app_key["id"]}
        status, key = await act(as_owner, organization_id, "api-keys", body)
        assert status == 201
        assert re.fullmatch(r"imm_[0-9A-Za-z]{49}", key["api_key"])
        assert key["key_prefix"] == key["api_key"][:12]
        assert key["created_at"].endswith("Z")
        assert {name: key[name] for name in key if name not in {"id", "api_key", "key_prefix", "created_at"}} == {
            "name": "Production API Key",
            "app_key_id": app_key["id"],
            "service_account_id": None,
            "scopes": None,
            "expires_at": None,
            "allowed_ips": None,
            "requests_per_minute": None,
            "last_used_at": None,
            "revoked_at": None,
        }
        event = (await platform.outbox("organization"))[-1]
        assert (event.name, event.payload["key_kind"], event.payload["key_id"]) == (
            "api_key.created",
            "api_key",
            key["id"],
        )

    async def test_secret_is_stored_and_listed_nowhere(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        secret = (await make_key(as_owner, organization_id, "api"))["api_key"]
        listed = await as_owner.get("organization", path(organization_id, "api-keys"))
        assert secret[12:] not in listed.text
        assert digest(secret) not in listed.text
        async with platform.session("organization") as session:
            (row,) = (await session.execute(text("select * from api_keys"))).all()
            waiting = (await session.execute(text("select payload::text from outbox"))).all()
        assert row.digest == digest(secret)
        assert secret[12:] not in str(row) + str(waiting)

    async def test_repeat_with_a_key_shows_the_same_secret(self, as_owner: Caller, organization_id: str) -> None:
        headers = {"Idempotency-Key": "once"}
        first, again = [
            await as_owner.post(
                "organization", path(organization_id, "api-keys"), json={"name": "key"}, headers=headers
            )
            for _ in range(2)
        ]
        assert (again.status_code, again.json()) == (201, first.json())
        assert again.headers["Idempotent-Replayed"] == "true"
        listed = (await as_owner.get("organization", path(organization_id, "api-keys"))).json()
        assert len(listed["api_keys"]) == 1

    async def test_limits_are_kept(self, as_owner: Caller, organization_id: str) -> None:
        key = await make_key(
            as_owner,
            organization_id,
            "api",
            scopes=["vaults:read", "vaults:read"],
            expires_at="2100-01-01T01:00:00+01:00",
            allowed_ips=["203.0.113.7", "2001:db8::/32"],
            requests_per_minute=5,
        )
        assert key["scopes"] == ["vaults:read"]
        assert key["expires_at"] == "2100-01-01T00:00:00Z"
        assert key["allowed_ips"] == ["203.0.113.7/32", "2001:db8::/32"]
        assert key["requests_per_minute"] == 5

    @pytest.mark.parametrize(
        "limits",
        [
            {"allowed_ips": []},
            {"allowed_ips": ["203.0.113.7/24"]},
            {"allowed_ips": ["everywhere"]},
            {"expires_at": "2100-01-01T00:00:00"},
            {"expires_at": "soon"},
            {"requests_per_minute": 0},
            {"app_key_id": "mine"},
        ],
    )
    async def test_wrong_limits_are_422(self, as_owner: Caller, organization_id: str, limits: dict[str, Any]) -> None:
        assert (await act(as_owner, organization_id, "api-keys", {"name": "key", **limits}))[0] == 422

    async def test_end_in_the_past_is_422(self, as_owner: Caller, organization_id: str) -> None:
        moment = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        status, body = await act(as_owner, organization_id, "api-keys", {"name": "key", "expires_at": moment})
        assert (status, body) == (422, {"detail": "expires_at must lie in the future"})

    @pytest.mark.parametrize(
        ("field", "kind", "sentence"),
        [
            ("app_key_id", "app-keys", "App key not found"),
            ("service_account_id", "service-accounts", "Service account not found"),
        ],
    )
    async def test_foreign_partner_is_404(
        self, as_owner: Caller, organization_id: str, field: str, kind: str, sentence: str
    ) -> None:
        other = await make_organization(as_owner)
        foreign = (await act(as_owner, other, kind, {"name": "theirs"}))[1]["id"]
        for partner in (foreign, str(uuid4())):
            status, body = await act(as_owner, organization_id, "api-keys", {"name": "key", field: partner})
            assert (status, body) == (404, {"detail": sentence})

    async def test_stopped_partner_is_409(self, as_owner: Caller, organization_id: str) -> None:
        app_key = await make_key(as_owner, organization_id, "app")
        _, account = await act(as_owner, organization_id, "service-accounts", {"name": "robot"})
        await act(as_owner, organization_id, f"app-keys/{app_key['id']}/revoke")
        await act(as_owner, organization_id, f"service-accounts/{account['id']}/deactivate")
        for partner in ({"app_key_id": app_key["id"]}, {"service_account_id": account["id"]}):
            assert (await act(as_owner, organization_id, "api-keys", {"name": "key", **partner}))[0] == 409


class TestAppKeys:
    async def test_may_do_everything_unless_told(self, as_owner: Caller, organization_id: str) -> None:
        key = await make_key(as_owner, organization_id, "app")
        assert re.fullmatch(r"app_[0-9A-Za-z]{49}", key["app_key"])
        assert key["scopes"] == ["integration:access"]
        assert key["revoked_at"] is None

    async def test_reference_body_is_accepted(self, as_owner: Caller, organization_id: str) -> None:
        body = {"name": "app-key", "scopes": ["integration:access"]}
        assert (await act(as_owner, organization_id, "app-keys", body))[0] == 201


@pytest.mark.parametrize("kind", ["api", "app"])
class TestRotateAndRevoke:
    async def test_rotation_gives_a_new_secret(
        self, platform: Platform, as_owner: Caller, organization_id: str, kind: str
    ) -> None:
        key = await make_key(as_owner, organization_id, kind)
        body = {**REFERENCE, "grace_seconds": 60}
        status, rotated = await act(as_owner, organization_id, f"{kind}-keys/{key['id']}/rotate", body)
        assert status == 200
        secret = f"{kind}_key"
        assert rotated[secret] != key[secret]
        assert rotated["key_prefix"] == rotated[secret][:12]
        assert (rotated["id"], rotated["name"], rotated["scopes"]) == (
            key["id"],
            "integration-key",
            ["integration:access"],
        )
        event = (await platform.outbox("organization"))[-1]
        assert (event.name, event.payload["key_kind"]) == ("api_key.rotated", secret)

    async def test_rotation_needs_no_body(self, as_owner: Caller, organization_id: str, kind: str) -> None:
        key = await make_key(as_owner, organization_id, kind, scopes=["vaults:read"])
        status, rotated = await act(as_owner, organization_id, f"{kind}-keys/{key['id']}/rotate")
        assert (status, rotated["name"], rotated["scopes"]) == (200, "key", ["vaults:read"])

    @pytest.mark.parametrize("seconds", [-1, 604_801, "long"])
    async def test_grace_out_of_bounds_is_422(
        self, as_owner: Caller, organization_id: str, kind: str, seconds: object
    ) -> None:
        key = await make_key(as_owner, organization_id, kind)
        rest = f"{kind}-keys/{key['id']}/rotate"
        assert (await act(as_owner, organization_id, rest, {"grace_seconds": seconds}))[0] == 422

    async def test_revocation_is_final(
        self, platform: Platform, as_owner: Caller, organization_id: str, kind: str
    ) -> None:
        key = await make_key(as_owner, organization_id, kind)
        rest = f"{kind}-keys/{key['id']}"
        first = await act(as_owner, organization_id, f"{rest}/revoke", REFERENCE)
        again = await act(as_owner, organization_id, f"{rest}/revoke")
        assert first[0] == 200
        assert first[1]["revoked_at"].endswith("Z")
        assert first[1]["name"] == "key"
        assert f"{kind}_key" not in first[1]
        assert again == first
        names = [row.name for row in await platform.outbox("organization")]
        assert names.count("api_key.revoked") == 1
        assert await act(as_owner, organization_id, f"{rest}/rotate") == (409, {"detail": "The key is revoked"})

    async def test_key_of_another_organization_is_404(self, as_owner: Caller, organization_id: str, kind: str) -> None:
        other = await make_organization(as_owner)
        key = await make_key(as_owner, other, kind)
        sentence = {"api": "API key not found", "app": "App key not found"}[kind]
        for action in ("rotate", "revoke"):
            for key_id in (key["id"], str(uuid4())):
                answer = await act(as_owner, organization_id, f"{kind}-keys/{key_id}/{action}")
                assert answer == (404, {"detail": sentence})

    async def test_member_may_not(self, as_owner: Caller, as_member: Caller, organization_id: str, kind: str) -> None:
        key = await make_key(as_owner, organization_id, kind)
        for action in ("rotate", "revoke"):
            assert (await act(as_member, organization_id, f"{kind}-keys/{key['id']}/{action}"))[0] == 403


async def test_rotation_lets_an_api_key_inherit_again(
    platform: Platform, as_owner: Caller, organization_id: str
) -> None:
    """A null is sent: what is left out would stay."""
    app_key = await make_key(as_owner, organization_id, "app", scopes=["documents:read"])
    key = await make_key(as_owner, organization_id, "api", scopes=["vaults:read"])
    rest = f"api-keys/{key['id']}/rotate"
    status, kept = await act(as_owner, organization_id, rest, {"name": None})
    assert (status, kept["scopes"], kept["name"]) == (200, ["vaults:read"], "key")
    status, rotated = await act(as_owner, organization_id, rest, {"scopes": None})
    assert (status, rotated["scopes"]) == (200, None)
    robot = machine(platform, rotated, app_key)
    assert (await robot.get("vault", "/vaults")).status_code == 403
    app_key = await make_key(as_owner, organization_id, "app", scopes=["vaults:read"])
    assert (await machine(platform, rotated, app_key).get("vault", "/vaults")).status_code == 200


async def test_app_key_has_nothing_to_inherit(as_owner: Caller, organization_id: str) -> None:
    key = await make_key(as_owner, organization_id, "app", scopes=["vaults:read"])
    status, answer = await act(as_owner, organization_id, f"app-keys/{key['id']}/rotate", {"scopes": None})
    assert (status, answer["detail"][0]["loc"]) == (422, ["body", "scopes"])
    assert "leave them out to keep them" in answer["detail"][0]["msg"]


async def test_expired_key_is_not_rotated(platform: Platform, as_owner: Caller, organization_id: str) -> None:
    key = await make_key(as_owner, organization_id, "api", expires_at="2100-01-01T00:00:00Z")
    async with platform.session("organization") as session, session.begin():
        await session.execute(text("update api_keys set expires_at = now()"))
    answer = await act(as_owner, organization_id, f"api-keys/{key['id']}/rotate")
    assert answer == (409, {"detail": "The key has expired"})


class TestServiceAccounts:
    async def test_is_created_and_deactivated_for_good(self, as_owner: Caller, organization_id: str) -> None:
        body = {"name": "robot", "description": "Imports\npersons", "scopes": ["immigration:write"]}
        status, account = await act(as_owner, organization_id, "service-accounts", body)
        assert (status, {name: account[name] for name in body}) == (201, body)
        assert account["deactivated_at"] is None
        first = await act(as_owner, organization_id, f"service-accounts/{account['id']}/deactivate", REFERENCE)
        again = await act(as_owner, organization_id, f"service-accounts/{account['id']}/deactivate")
        assert first[0] == 200
        assert first[1]["deactivated_at"].endswith("Z")
        assert again == first

    async def test_of_another_organization_is_404(self, as_owner: Caller, organization_id: str) -> None:
        other = await make_organization(as_owner)
        _, account = await act(as_owner, other, "service-accounts", {"name": "robot"})
        answer = await act(as_owner, organization_id, f"service-accounts/{account['id']}/deactivate")
        assert answer == (404, {"detail": "Service account not found"})


class TestLastUse:
    async def test_is_shown_at_once_and_kept(self, platform: Platform, as_owner: Caller, organization_id: str) -> None:
        api_key, app_key = [await make_key(as_owner, organization_id, kind) for kind in ("api", "app")]
        await make_key(as_owner, organization_id, "api", name="unused")
        await machine(platform, api_key, app_key).get("vault", "/vaults")

        async def last_uses() -> dict[str, str | None]:
            listed = (await as_owner.get("organization", path(organization_id, "api-keys"))).json()["api_keys"]
            return {key["name"]: key["last_used_at"] for key in listed}

        shown = await last_uses()
        assert shown["unused"] is None
        assert shown["key"] is not None
        resources = platform.resources("organization")
        await store_last_use.run(resources)
        assert await resources.redis.hgetall(LAST_USED) == {}
        assert await last_uses() == shown

    @pytest.mark.parametrize(
        ("limits", "status"),
        [({"allowed_ips": ["203.0.113.0/24"]}, 403), ({"scopes": ["documents:read"]}, 403)],
        ids=["address", "scope"],
    )
    async def test_refused_one_is_none(
        self, platform: Platform, as_owner: Caller, organization_id: str, limits: dict[str, Any], status: int
    ) -> None:
        key = await make_key(as_owner, organization_id, "api", **limits)
        robot = machine(platform, key, await make_key(as_owner, organization_id, "app"))
        headers = {"Idempotency-Key": "once"}
        for _ in range(2):
            assert (await robot.get("vault", "/vaults")).status_code == status
            assert (await robot.post("vault", "/vaults", json={}, headers=headers)).status_code == status
        assert await platform.resources("organization").redis.hgetall(LAST_USED) == {}

    async def test_one_beyond_the_rate_limit_is_none(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        key = await make_key(as_owner, organization_id, "api", requests_per_minute=1)
        robot = machine(platform, key, await make_key(as_owner, organization_id, "app"))
        resources = platform.resources("organization")
        assert (await robot.get("vault", "/vaults")).status_code == 200
        assert list(await resources.redis.hgetall(LAST_USED)) == [key["id"]]
        await store_last_use.run(resources)
        assert (await robot.get("vault", "/vaults")).status_code == 429
        assert await resources.redis.hgetall(LAST_USED) == {}

    async def test_one_after_the_revocation_is_none(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        """The vault service remembers the key."""
        key = await make_key(as_owner, organization_id, "api")
        robot = machine(platform, key, await make_key(as_owner, organization_id, "app"))
        resources = platform.resources("organization")
        assert (await robot.get("vault", "/vaults")).status_code == 200
        await store_last_use.run(resources)
        await act(as_owner, organization_id, f"api-keys/{key['id']}/revoke")
        assert (await robot.get("vault", "/vaults")).status_code == 401
        assert await resources.redis.hgetall(LAST_USED) == {}

    async def test_one_that_was_asked_about_again_counts(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        """The vault service remembers the key, and something about the organization's keys has changed."""
        app_key = await make_key(as_owner, organization_id, "app")
        key, other = [await make_key(as_owner, organization_id, "api") for _ in range(2)]
        robot = machine(platform, key, app_key)
        resources = platform.resources("organization")
        assert (await robot.get("vault", "/vaults")).status_code == 200
        await store_last_use.run(resources)
        await act(as_owner, organization_id, f"api-keys/{other['id']}/revoke")
        assert (await robot.get("vault", "/vaults")).status_code == 200
        assert list(await resources.redis.hgetall(LAST_USED)) == [key["id"]]

    async def test_older_use_changes_nothing(self, platform: Platform, as_owner: Caller, organization_id: str) -> None:
        key = await make_key(as_owner, organization_id, "api")
        resources = platform.resources("organization")
        for seconds in (2_000_000_000, 1_000_000_000):
            await resources.redis.hset(LAST_USED, key["id"], str(seconds))
            await store_last_use.run(resources)
        listed = (await as_owner.get("organization", path(organization_id, "api-keys"))).json()["api_keys"]
        assert listed[0]["last_used_at"] == "2033-05-18T03:33:20Z"

    async def test_nothing_used_is_fine(self, platform: Platform) -> None:
        await store_last_use.run(platform.resources("organization"))
