"""Persons over HTTP: whose they are, what is sealed, and how they are found."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.services.immigration.conftest import ANNA
from tests.support.people import make_machine
from tests.support.platform import Caller, Platform, sign_up

ABSENT = (404, {"detail": "Person not found"})


async def found(who: Caller, **query: Any) -> list[dict[str, Any]]:
    response = await who.get("immigration", "/persons", params=query)
    assert response.status_code == 200, response.text
    persons: list[dict[str, Any]] = response.json()["persons"]
    return persons


class TestCreate:
    async def test_documented_payload(self, as_owner: Caller) -> None:
        sent = {"first_name": "Jane", "last_name": "Doe", "email": "jane@example.com"}
        response = await as_owner.post("immigration", "/persons", json=sent)
        assert response.status_code == 201
        assert sent.items() <= response.json().items()
        assert {"id", "created_at"} <= response.json().keys()

    async def test_everything_comes_back(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        assert ANNA.items() <= anna.items()
        assert (anna["nationalities"], anna["organization_id"]) == (["SWE"], None)
        assert (await as_owner.get("immigration", f"/persons/{anna['id']}")).json() == anna

    async def test_several_nationalities(self, as_owner: Caller) -> None:
        sent = {"first_name": "A", "last_name": "B", "nationalities": ["SWE", "fra", "SWE"]}
        person = (await as_owner.post("immigration", "/persons", json=sent)).json()
        assert (person["nationality"], person["nationalities"]) == ("SWE", ["SWE", "FRA"])

    async def test_is_published_without_a_number(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any]
    ) -> None:
        (event,) = [row for row in await platform.outbox("immigration") if row.name == "person.created"]
        assert event.payload["person_id"] == anna["id"]
        assert "AB8362917" not in str(event.payload)

    async def test_external_id_is_taken_once(self, as_owner: Caller, as_stranger: Caller, anna: dict[str, Any]) -> None:
        again = await as_owner.post("immigration", "/persons", json=ANNA)
        assert (again.status_code, again.json()) == (409, {"detail": "Another person has this external_id"})
        assert (await as_stranger.post("immigration", "/persons", json=ANNA)).status_code == 201

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("first_name", ""),
            ("last_name", None),
            ("email", "anna"),
            ("date_of_birth", "2999-01-01"),
            ("date_of_birth", "1974-02-30"),
            ("nationality", "XXQ"),
            ("sevis_id", "17"),
            ("alien_number", "A17"),
            ("passport_number", "?"),
            ("shoe_size", 44),
        ],
    )
    async def test_what_is_wrong_is_422_and_not_repeated(self, as_owner: Caller, field: str, value: Any) -> None:
        response = await as_owner.post("immigration", "/persons", json=ANNA | {field: value})
        assert response.status_code == 422
        assert response.json()["detail"][0]["loc"] == ["body", field]
        assert "input" not in response.json()["detail"][0]

    async def test_nationality_that_is_not_the_first(self, as_owner: Caller) -> None:
        response = await as_owner.post("immigration", "/persons", json=ANNA | {"nationalities": ["FRA", "SWE"]})
        assert response.status_code == 422

    async def test_nobody_is_401(self, as_nobody: Caller) -> None:
        assert (await as_nobody.post("immigration", "/persons", json=ANNA)).status_code == 401


class TestSealing:
    async def test_no_number_stands_in_the_database(self, platform: Platform, anna: dict[str, Any]) -> None:
        async with platform.session("immigration") as session:
            stored = str((await session.execute(text("select p::text from persons p"))).scalar_one())
        for number in ("AB8362917", "187-440-926", "187440926", "N0034567812"):
            assert number not in stored
            assert number.encode().hex() not in stored

    async def test_lists_show_the_end_of_a_number(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        (person,) = await found(as_owner)
        assert person["passport_number"] == "••••••917"
        assert person["sevis_id"] == "••••••••812"

    @pytest.mark.parametrize("number", ["AB8362917", "ab 8362917", "A187440926", "n0034567812"])
    async def test_is_found_by_the_exact_number(self, as_owner: Caller, anna: dict[str, Any], number: str) -> None:
        assert [person["id"] for person in await found(as_owner, search=number)] == [anna["id"]]

    async def test_part_of_a_number_finds_nobody(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        assert await found(as_owner, search="AB83629") == []


class TestList:
    @pytest.mark.parametrize("search", ["anna er", "ERIKS", "utopia.example", "e-17"])
    async def test_search(self, as_owner: Caller, anna: dict[str, Any], search: str) -> None:
        assert [person["id"] for person in await found(as_owner, search=search)] == [anna["id"]]

    @pytest.mark.parametrize("search", ["%%", "__", "Anna\\", "' or 1=1"])
    async def test_signs_of_a_pattern_are_text(self, as_owner: Caller, anna: dict[str, Any], search: str) -> None:
        assert await found(as_owner, search=search) == []

    async def test_pages(self, as_owner: Caller) -> None:
        for number in range(5):
            await as_owner.post("immigration", "/persons", json={"first_name": f"P{number}", "last_name": "X"})
        names, query = [], {"limit": 2}
        while True:
            body = (await as_owner.get("immigration", "/persons", params=query)).json()
            names += [person["first_name"] for person in body["persons"]]
            if not body["pagination"]["has_more"]:
                break
            query["cursor"] = body["pagination"]["next_cursor"]
        assert names == ["P4", "P3", "P2", "P1", "P0"]

    async def test_by_status(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        status = {"status_type": "h1b", "valid_from": "2026-01-01", "valid_until": "2026-12-31"}
        await as_owner.post("immigration", f"/persons/{anna['id']}/statuses", json=status)
        assert len(await found(as_owner, status_type="h1b")) == 1
        assert await found(as_owner, status_type="f1") == []

    async def test_by_expiry(self, platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
        day = platform.resources("immigration").now().date().isoformat()
        status = {"status_type": "passport", "valid_until": day}
        await as_owner.post("immigration", f"/persons/{anna['id']}/statuses", json=status)
        assert len(await found(as_owner, expiring_within_days=0)) == 1
        assert await found(as_owner, expiring_within_days=0, status_type="visa") == []

    async def test_costs_one_statement(self, platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
        await found(as_owner)
        with platform.statements("immigration") as statements:
            await found(as_owner, search="anna", status_type="visa")
        assert len(statements) == 1


class TestUpdate:
    async def test_what_is_left_out_stays(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        path = f"/persons/{anna['id']}"
        changed = {"employer": None, "passport_number": "ZZ0000001", "nationality": "FRA"}
        person = (await as_owner.patch("immigration", path, json=changed)).json()
        expected = anna | changed | {"nationalities": ["FRA"], "updated_at": person["updated_at"]}
        assert person == expected
        assert await found(as_owner, search="AB8362917") == []
        assert len(await found(as_owner, search="ZZ0000001")) == 1

    async def test_event_names_what_changed(self, platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
        await as_owner.patch("immigration", f"/persons/{anna['id']}", json={"sevis_id": None})
        (event,) = [row for row in await platform.outbox("immigration") if row.name == "person.updated"]
        assert event.payload["changed"] == ["sevis_id"]

    @pytest.mark.parametrize("body", [{"first_name": None}, {"last_name": ""}, {"id": str(uuid4())}])
    async def test_a_name_can_not_be_taken_away(
        self, as_owner: Caller, anna: dict[str, Any], body: dict[str, Any]
    ) -> None:
        assert (await as_owner.patch("immigration", f"/persons/{anna['id']}", json=body)).status_code == 422


class TestWhose:
    async def test_of_others_is_404(self, as_stranger: Caller, anna: dict[str, Any]) -> None:
        path = f"/persons/{anna['id']}"
        for response in (
            await as_stranger.get("immigration", path),
            await as_stranger.patch("immigration", path, json={"employer": "Mine"}),
            await as_stranger.delete("immigration", path),
            await as_stranger.get("immigration", f"{path}/statuses"),
            await as_stranger.post("immigration", f"{path}/statuses", json={"status_type": "visa"}),
        ):
            assert (response.status_code, response.json()) == ABSENT
        assert await found(as_stranger) == []

    async def test_of_an_organization(self, platform: Platform, as_owner: Caller, as_stranger: Caller) -> None:
        body = {"name": "Utopia Travel"}
        organization = (await as_owner.post("organization", "/organizations", json=body)).json()["id"]
        sent = ANNA | {"organization_id": organization}
        denied = await as_stranger.post("immigration", "/persons", json=sent)
        assert (denied.status_code, denied.json()) == (404, {"detail": "Organization not found"})
        person = (await as_owner.post("immigration", "/persons", json=sent)).json()
        assert person["organization_id"] == organization
        machine = await make_machine(as_owner, organization, scopes=["immigration:read"])
        assert [each["id"] for each in await found(machine)] == [person["id"]]
        refused = await machine.delete("immigration", f"/persons/{person['id']}")
        assert (refused.status_code, refused.json()) == (403, {"detail": "This needs the scope immigration:write"})
        assert [each["id"] for each in await found(as_owner, organization_id=organization)] == [person["id"]]

    async def test_deleted_with_its_statuses(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        path = f"/persons/{anna['id']}"
        status = (await as_owner.post("immigration", f"{path}/statuses", json={"status_type": "visa"})).json()
        assert (await as_owner.delete("immigration", path)).json() == {"success": True}
        assert (await as_owner.get("immigration", path)).status_code == 404
        assert (await as_owner.get("immigration", f"/statuses/{status['id']}")).status_code == 404

    async def test_goes_with_the_account(self, platform: Platform) -> None:
        person = await sign_up(platform, "going@utopia.example")
        await person.post("immigration", "/persons", json=ANNA)
        await person.delete("account", "/account", json={"password": "Correct-horse-7"})
        await platform.run_tasks()
        async with platform.session("immigration") as session:
            assert await session.scalar(text("select count(*) from persons")) == 0
