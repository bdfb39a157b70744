"""Vaults, through the door."""

from uuid import uuid4

import pytest

from services.vault.models import Vault
from tests.support.platform import Caller, Platform


async def family_member(caller: Caller) -> str:
    """The id of a new one, who is called Ben Eriksson."""
    body = {"first_name": "Ben", "last_name": "Eriksson", "relationship": "child"}
    response = await caller.post("account", "/family-members", json=body)
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


class TestCreateVault:
    async def test_needs_a_token(self, as_nobody: Caller) -> None:
        assert (await as_nobody.post("vault", "/vaults", json={})).status_code == 401

    async def test_answers_the_documented_payload(self, platform: Platform, as_owner: Caller) -> None:
        reference = {
            "family_member_id": None,
            "family_member_name": None,
            "description": "Personal immigration documents",
        }
        response = await as_owner.post("vault", "/vaults", json=reference)
        assert response.status_code == 201
        body = response.json()
        assert body["name"] == "My Vault"
        assert body["description"] == "Personal immigration documents"
        assert body["owner_id"] == str(as_owner.id)
        assert body["role"] == "owner"
        assert body["permissions"] == ["view", "download", "upload", "edit", "owner"]
        assert body["document_count"] == 0
        assert body["created_at"].endswith("Z")
        async with platform.session("vault") as session:
            assert (await session.get_one(Vault, body["id"])).owner_id == as_owner.id
        assert [row.name for row in await platform.outbox("vault")] == ["vault.created"]

    async def test_is_named_after_the_family_member(self, as_owner: Caller) -> None:
        response = await as_owner.post("vault", "/vaults", json={"family_member_name": "Ben"})
        assert response.json()["name"] == "Ben's Vault"

    async def test_knows_the_family_member(self, as_owner: Caller) -> None:
        member_id = await family_member(as_owner)
        body = (await as_owner.post("vault", "/vaults", json={"family_member_id": member_id})).json()
        assert body["name"] == "Ben Eriksson's Vault"
        assert (body["family_member_id"], body["family_member_name"]) == (member_id, "Ben Eriksson")

    async def test_family_member_of_somebody_else_is_404(self, as_owner: Caller, as_stranger: Caller) -> None:
        member_id = await family_member(as_stranger)
        response = await as_owner.post("vault", "/vaults", json={"family_member_id": member_id})
        assert (response.status_code, response.json()) == (404, {"detail": "Family member not found"})

    async def test_family_member_of_nobody_is_404(self, as_owner: Caller) -> None:
        response = await as_owner.post("vault", "/vaults", json={"family_member_id": str(uuid4())})
        assert (response.status_code, response.json()) == (404, {"detail": "Family member not found"})

    @pytest.mark.parametrize("body", [{"nmae": "x"}, {"name": ""}, {"name": "x" * 201}, {"name": 7}])
    async def test_wrong_shape_is_422(self, as_owner: Caller, body: dict[str, object]) -> None:
        assert (await as_owner.post("vault", "/vaults", json=body)).status_code == 422


class TestIdempotency:
    async def test_repeat_gets_the_first_answer(self, as_owner: Caller) -> None:
        headers = {"Idempotency-Key": "once"}
        first = await as_owner.post("vault", "/vaults", json={"name": "A"}, headers=headers)
        again = await as_owner.post("vault", "/vaults", json={"name": "A"}, headers=headers)
        assert (again.status_code, again.json()) == (201, first.json())
        assert again.headers["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first.headers
        assert len((await as_owner.get("vault", "/vaults")).json()["vaults"]) == 1

    async def test_same_key_with_another_body_is_422(self, as_owner: Caller) -> None:
        headers = {"Idempotency-Key": "once"}
        await as_owner.post("vault", "/vaults", json={"name": "A"}, headers=headers)
        response = await as_owner.post("vault", "/vaults", json={"name": "B"}, headers=headers)
        assert response.status_code == 422
        assert response.json() == {"detail": "This Idempotency-Key was used with another request"}

    async def test_key_of_somebody_else_is_another_key(self, as_owner: Caller, as_stranger: Caller) -> None:
        headers = {"Idempotency-Key": "once"}
        first = await as_owner.post("vault", "/vaults", json={}, headers=headers)
        second = await as_stranger.post("vault", "/vaults", json={}, headers=headers)
        assert second.json()["id"] != first.json()["id"]

    async def test_refused_request_may_be_sent_again(self, as_owner: Caller) -> None:
        headers = {"Idempotency-Key": "once"}
        assert (await as_owner.post("vault", "/vaults", json={"name": ""}, headers=headers)).status_code == 422
        assert (await as_owner.post("vault", "/vaults", json={"name": "A"}, headers=headers)).status_code == 201

    async def test_overlong_key_is_400(self, as_owner: Caller) -> None:
        response = await as_owner.post("vault", "/vaults", json={}, headers={"Idempotency-Key": "k" * 256})
        assert response.status_code == 400


class TestListVaults:
    async def test_pages_newest_first(self, as_owner: Caller) -> None:
        for name in "abc":
            await as_owner.post("vault", "/vaults", json={"name": name})
        first = (await as_owner.get("vault", "/vaults?limit=2")).json()
        assert first["pagination"]["has_more"] is True
        rest = (await as_owner.get("vault", f"/vaults?limit=2&cursor={first['pagination']['next_cursor']}")).json()
        assert rest["pagination"] == {"has_more": False, "next_cursor": None}
        assert sorted(vault["name"] for vault in first["vaults"] + rest["vaults"]) == ["a", "b", "c"]

    async def test_shows_nothing_of_others(self, as_stranger: Caller, vault_id: str) -> None:
        assert (await as_stranger.get("vault", "/vaults")).json()["vaults"] == []

    async def test_cursor_of_somebody_else_is_400(self, as_owner: Caller, as_stranger: Caller) -> None:
        for _ in range(2):
            await as_owner.post("vault", "/vaults", json={})
        cursor = (await as_owner.get("vault", "/vaults?limit=1")).json()["pagination"]["next_cursor"]
        response = await as_stranger.get("vault", f"/vaults?cursor={cursor}")
        assert (response.status_code, response.json()) == (400, {"detail": "The cursor does not belong to this list"})

    @pytest.mark.parametrize("cursor", ["x", "e30", "eyJpZCI6IDF9", "%00", "bnVsbA"])
    async def test_made_up_cursor_is_400(self, as_owner: Caller, cursor: str) -> None:
        assert (await as_owner.get("vault", f"/vaults?cursor={cursor}")).status_code == 400

    @pytest.mark.parametrize("limit", ["0", "101", "many"])
    async def test_limit_out_of_bounds_is_422(self, as_owner: Caller, limit: str) -> None:
        assert (await as_owner.get("vault", f"/vaults?limit={limit}")).status_code == 422


class TestGetVault:
    async def test_owner_sees_it(self, as_owner: Caller, vault_id: str) -> None:
        response = await as_owner.get("vault", f"/vaults/{vault_id}")
        assert response.status_code == 200
        assert response.json()["id"] == vault_id

    async def test_stranger_learns_nothing(self, as_stranger: Caller, vault_id: str) -> None:
        hidden = await as_stranger.get("vault", f"/vaults/{vault_id}")
        absent = await as_stranger.get("vault", f"/vaults/{uuid4()}")
        assert hidden.status_code == absent.status_code == 404
        assert hidden.json() == absent.json() == {"detail": "Vault not found"}

    async def test_nobody_is_401(self, as_nobody: Caller, vault_id: str) -> None:
        assert (await as_nobody.get("vault", f"/vaults/{vault_id}")).status_code == 401

    async def test_id_that_is_none_is_422(self, as_owner: Caller) -> None:
        assert (await as_owner.get("vault", "/vaults/not-an-id")).status_code == 422

    async def test_owner_costs_one_statement(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        with platform.statements("vault") as statements:
            await as_owner.get("vault", f"/vaults/{vault_id}")
        assert len(statements) == 1


class TestReplaceVault:
    async def test_replaces_and_empties(self, as_owner: Caller, vault_id: str) -> None:
        member_id = await family_member(as_owner)
        path = f"/vaults/{vault_id}"
        body = {"name": "Papers", "description": "Of Ben", "family_member_id": member_id}
        response = await as_owner.put("vault", path, json=body)
        assert response.status_code == 200
        changed = response.json()
        assert {name: changed[name] for name in body} == body
        assert (changed["family_member_name"], changed["role"]) == ("Ben Eriksson", "owner")
        emptied = (await as_owner.put("vault", path, json={})).json()
        assert (emptied["name"], emptied["description"], emptied["family_member_name"]) == ("Papers", None, None)
        assert (await as_owner.get("vault", path)).json() == emptied

    async def test_publishes_what_changed(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        for _ in range(2):
            await as_owner.put("vault", f"/vaults/{vault_id}", json={"name": "Papers"})
        updated = [row.payload for row in await platform.outbox("vault") if row.name == "vault.updated"]
        assert [change["changed"] for change in updated] == [["name"]]

    async def test_foreign_family_member_is_404(self, as_owner: Caller, vault_id: str) -> None:
        body = {"family_member_id": str(uuid4())}
        response = await as_owner.put("vault", f"/vaults/{vault_id}", json=body)
        assert (response.status_code, response.json()) == (404, {"detail": "Family member not found"})

    async def test_stranger_and_nobody(
        self, as_owner: Caller, as_stranger: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        path = f"/vaults/{vault_id}"
        response = await as_stranger.put("vault", path, json={"name": "Mine"})
        assert (response.status_code, response.json()) == (404, {"detail": "Vault not found"})
        assert (await as_nobody.put("vault", path, json={"name": "Mine"})).status_code == 401
        assert (await as_owner.get("vault", path)).json()["name"] == "My Vault"

    @pytest.mark.parametrize("body", [{"nmae": "x"}, {"name": ""}, {"owner_id": str(uuid4())}, {"name": "x" * 201}])
    async def test_wrong_shape_is_422(self, as_owner: Caller, vault_id: str, body: dict[str, object]) -> None:
        assert (await as_owner.put("vault", f"/vaults/{vault_id}", json=body)).status_code == 422


class TestDeleteVault:
    async def test_is_gone_at_once_in_other_services(self, as_owner: Caller, vault_id: str) -> None:
        path = f"/vaults/{vault_id}/documents"
        assert (await as_owner.get("document", path)).status_code == 200
        await as_owner.delete("vault", f"/vaults/{vault_id}")
        response = await as_owner.get("document", path)
        assert (response.status_code, response.json()) == (404, {"detail": "Vault not found"})

    async def test_is_gone_for_good(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        response = await as_owner.delete("vault", f"/vaults/{vault_id}")
        assert (response.status_code, response.json()) == (200, {"success": True})
        assert (await as_owner.get("vault", f"/vaults/{vault_id}")).status_code == 404
        assert (await as_owner.delete("vault", f"/vaults/{vault_id}")).status_code == 404
        assert [row.name for row in await platform.outbox("vault")][-1] == "vault.deleted"

    async def test_stranger_can_not(self, as_owner: Caller, as_stranger: Caller, vault_id: str) -> None:
        assert (await as_stranger.delete("vault", f"/vaults/{vault_id}")).status_code == 404
        assert (await as_owner.get("vault", f"/vaults/{vault_id}")).status_code == 200
