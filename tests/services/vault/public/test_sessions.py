"""Sessions made from a share."""

from datetime import datetime, timedelta

import pytest

from tests.services.vault.conftest import Clock
from tests.services.vault.sharing import bearing, link, session, share
from tests.support.platform import Caller

ENDED = {"detail": "The session of the share has ended; open the share again"}


class TestCreateSession:
    async def test_saves_sending_the_password_again(
        self, clock: Clock, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        token = await link(as_owner, vault_id, password="sesame", permission="download")
        body = {"share_token": token, "password": "sesame"}
        response = await as_nobody.post("vault", "/public/session/create", json=body)
        assert response.status_code == 201
        created = response.json()
        assert created["session_token"].startswith("sts_")
        assert datetime.fromisoformat(created["expires_at"]) == clock.at + timedelta(hours=12)
        assert created["vault"] == {"id": vault_id, "name": "My Vault", "description": None}
        assert created["permissions"] == ["view", "download"]
        for path in (f"/public/shared/{token}", f"/public/shared/{token}/documents", f"/vaults/{vault_id}"):
            response = await as_nobody.get("vault", path, headers=bearing(created["session_token"]))
            assert response.status_code == 200, path

    async def test_works_without_and_with_an_access_token(
        self, as_owner: Caller, as_stranger: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        token = await link(as_owner, vault_id)
        for caller in (as_nobody, as_stranger):
            opened = await session(caller, token)
            assert (await as_nobody.get("vault", "/public/session/validate", headers=bearing(opened))).json()["valid"]

    async def test_is_bound_to_the_account(self, as_owner: Caller, as_stranger: Caller, vault_id: str) -> None:
        opened = await session(as_stranger, await link(as_owner, vault_id))
        path = "/public/session/validate"
        own = {"X-User-ID": str(as_stranger.id)}
        foreign = {"X-User-ID": str(as_owner.id)}
        assert (await as_stranger.get("vault", path, headers=bearing(opened) | own)).status_code == 200
        assert (await as_stranger.get("vault", path, headers=bearing(opened) | foreign)).status_code == 403

    @pytest.mark.parametrize("header", ["Bearer abc", "Bearer a.b.c", "Basic abc", "Bearer"])
    async def test_access_token_that_is_wrong_is_401(
        self, as_owner: Caller, as_nobody: Caller, vault_id: str, header: str
    ) -> None:
        body = {"share_token": await link(as_owner, vault_id)}
        headers = {"Authorization": header}
        assert (await as_nobody.post("vault", "/public/session/create", json=body, headers=headers)).status_code == 401

    async def test_wrong_password_and_unknown_share(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        token = await link(as_owner, vault_id, password="sesame")
        for body, status in (
            ({"share_token": token}, 401),
            ({"share_token": token, "password": "open"}, 401),
            ({"share_token": "sht_unknown"}, 404),
            ({}, 422),
        ):
            assert (await as_nobody.post("vault", "/public/session/create", json=body)).status_code == status

    async def test_session_makes_no_longer_session(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        opened = await session(as_nobody, await link(as_owner, vault_id))
        response = await as_nobody.post("vault", "/public/session/create", json={"share_token": opened})
        assert (response.status_code, response.json()) == (404, {"detail": "Share not found"})

    async def test_never_outlives_the_share(
        self, clock: Clock, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        end = clock.at + timedelta(hours=1)
        opened = await session(as_nobody, await link(as_owner, vault_id, expires_at=end))
        state = (await as_nobody.get("vault", "/public/session/validate", headers=bearing(opened))).json()
        assert datetime.fromisoformat(state["expires_at"]) == end


class TestValidateSession:
    async def test_names_vault_and_permissions(
        self, clock: Clock, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        opened = await session(as_nobody, await link(as_owner, vault_id))
        response = await as_nobody.get("vault", "/public/session/validate", headers=bearing(opened))
        assert response.json() == {
            "valid": True,
            "vault": {"id": vault_id, "name": "My Vault", "description": None},
            "permissions": ["view"],
            "expires_at": (clock.at + timedelta(hours=12)).isoformat().replace("+00:00", "Z"),
        }

    async def test_ends_after_twelve_hours(
        self, clock: Clock, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        opened = await session(as_nobody, await link(as_owner, vault_id))
        clock.forward(hours=12)
        response = await as_nobody.get("vault", "/public/session/validate", headers=bearing(opened))
        assert (response.status_code, response.json()) == (401, ENDED)

    async def test_ends_with_the_share(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        created = await share(as_owner, vault_id)
        opened = await session(as_nobody, created["share_token"])
        assert (await as_nobody.get("document", f"/vaults/{vault_id}/documents", headers=bearing(opened))).is_success
        await as_owner.delete("vault", f"/vaults/{vault_id}/shares/{created['share']['id']}")
        for service, path in (
            ("vault", "/public/session/validate"),
            ("vault", f"/vaults/{vault_id}"),
            ("document", f"/vaults/{vault_id}/documents"),
        ):
            response = await as_nobody.get(service, path, headers=bearing(opened))
            assert (response.status_code, response.json()) == (404, {"detail": "Share not found"})

    @pytest.mark.parametrize("terms", [{"password": "another"}, {"permission": "view"}])
    async def test_ends_with_the_terms(
        self, as_owner: Caller, as_nobody: Caller, vault_id: str, terms: dict[str, str]
    ) -> None:
        created = await share(as_owner, vault_id, permission="edit", password="sesame")
        opened = await session(as_nobody, created["share_token"], "sesame")
        await as_owner.put("vault", f"/vaults/{vault_id}/shares/{created['share']['id']}", json=terms)
        response = await as_nobody.get("vault", "/public/session/validate", headers=bearing(opened))
        assert (response.status_code, response.json()) == (401, ENDED)

    @pytest.mark.parametrize("token", ["sts_", "sts_abc", "sts_e30.e30.e30", "sts_eyJhbGciOiJub25lIn0.e30."])
    async def test_what_is_no_session_is_401(self, as_nobody: Caller, token: str) -> None:
        response = await as_nobody.get("vault", "/public/session/validate", headers=bearing(token))
        assert response.status_code == 401

    async def test_access_token_is_no_session(self, as_owner: Caller) -> None:
        assert (await as_owner.get("vault", "/public/session/validate")).status_code == 403

    async def test_does_not_open_another_share(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        other = (await as_owner.post("vault", "/vaults", json={})).json()["id"]
        opened = await session(as_nobody, await link(as_owner, vault_id))
        guarded = await link(as_owner, other, password="sesame")
        for path in (f"/public/shared/{guarded}", f"/public/shared/{guarded}/documents", f"/vaults/{other}"):
            assert (await as_nobody.get("vault", path, headers=bearing(opened))).status_code == 404
