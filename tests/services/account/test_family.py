"""Family members, and what other services ask about people."""

from uuid import uuid4

import pytest

from tests.support.platform import Caller, Platform

MEMBER = {"first_name": "Lena", "last_name": "Eriksson", "relationship": "child"}
NOT_FOUND = {"detail": "Family member not found"}


async def create(caller: Caller, **changes: object) -> dict[str, str]:
    response = await caller.post("account", "/family-members", json=MEMBER | changes)
    assert response.status_code == 201, response.text
    body: dict[str, str] = response.json()
    return body


class TestFamilyMembers:
    async def test_are_created_and_read(self, as_owner: Caller) -> None:
        created = await create(
            as_owner, date_of_birth="2015-06-01", email="lena@utopia.example", nationality="swe", notes="Passport: 2027"
        )
        assert created["nationality"] == "SWE"
        assert set(created) == {
            *MEMBER,
            "id",
            "date_of_birth",
            "email",
            "nationality",
            "notes",
            "created_at",
            "updated_at",
        }
        read = await as_owner.get("account", f"/family-members/{created['id']}")
        assert (read.status_code, read.json()) == (200, created)

    async def test_are_listed_by_pages(self, as_owner: Caller) -> None:
        ids = [(await create(as_owner, first_name=name))["id"] for name in ("A", "B", "C")]
        first = (await as_owner.get("account", "/family-members?limit=2")).json()
        assert [member["id"] for member in first["family_members"]] == ids[:2]
        cursor = first["pagination"]["next_cursor"]
        rest = (await as_owner.get("account", f"/family-members?limit=2&cursor={cursor}")).json()
        assert [member["id"] for member in rest["family_members"]] == ids[2:]
        assert rest["pagination"] == {"has_more": False, "next_cursor": None}

    async def test_put_replaces_everything(self, as_owner: Caller) -> None:
        created = await create(as_owner, notes="old")
        response = await as_owner.put(
            "account", f"/family-members/{created['id']}", json=MEMBER | {"relationship": "sibling"}
        )
        assert (response.json()["relationship"], response.json()["notes"]) == ("sibling", None)

    async def test_deleting_twice_is_404(self, as_owner: Caller) -> None:
        path = f"/family-members/{(await create(as_owner))['id']}"
        response = await as_owner.delete("account", path)
        assert (response.status_code, response.json()) == (200, {"success": True})
        response = await as_owner.delete("account", path)
        assert (response.status_code, response.json()) == (404, NOT_FOUND)

    async def test_are_nobody_elses_business(self, as_owner: Caller, as_stranger: Caller) -> None:
        path = f"/family-members/{(await create(as_owner))['id']}"
        for response in (
            await as_stranger.get("account", path),
            await as_stranger.put("account", path, json=MEMBER),
            await as_stranger.delete("account", path),
        ):
            assert (response.status_code, response.json()) == (404, NOT_FOUND)
        assert (await as_stranger.get("account", "/family-members")).json()["family_members"] == []
        assert (await as_owner.get("account", path)).status_code == 200

    async def test_same_key_creates_one(self, as_owner: Caller) -> None:
        for _ in range(2):
            await as_owner.post("account", "/family-members", json=MEMBER, headers={"Idempotency-Key": "one"})
        assert len((await as_owner.get("account", "/family-members")).json()["family_members"]) == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"relationship": "cousin"},
            {"nationality": "XXX"},
            {"nationality": "SE"},
            {"date_of_birth": "2999-01-01"},
            {"date_of_birth": "yesterday"},
            {"email": "lenа@utopia.example"},
            {"first_name": " "},
            {"notes": "x" * 2001},
            {"account_id": str(uuid4())},
        ],
    )
    async def test_other_shapes_are_422(self, as_owner: Caller, wrong: dict[str, str]) -> None:
        assert (await as_owner.post("account", "/family-members", json=MEMBER | wrong)).status_code == 422


class TestAskedByServices:
    async def test_name_of_a_family_member(self, platform: Platform, as_owner: Caller, as_stranger: Caller) -> None:
        created = await create(as_owner)
        accounts = platform.resources("vault").accounts
        assert as_owner.id
        assert as_stranger.id
        found = await accounts.family_member(as_owner.id, created["id"])  # type: ignore[arg-type] # JSON has strings
        assert found is not None
        assert found.name == "Lena Eriksson"
        assert await accounts.family_member(as_stranger.id, found.id) is None

    async def test_contacts_by_id_and_address(self, platform: Platform, as_owner: Caller, as_stranger: Caller) -> None:
        accounts = platform.resources("vault").accounts
        assert as_owner.id
        contacts = await accounts.contacts(
            ids=[as_owner.id, uuid4()], emails=["STRANGER@utopia.example", "x@y.example"]
        )
        assert {contact.email for contact in contacts} == {"owner@utopia.example", "stranger@utopia.example"}
        assert await accounts.contact(uuid4()) is None
