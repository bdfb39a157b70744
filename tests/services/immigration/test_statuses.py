"""Statuses over HTTP."""

from typing import Any

import pytest

from tests.support.platform import Caller, Platform

VISA = {
    "status_type": "visa",
    "status_code": "F1",
    "country": "USA",
    "document_number": "20241994370001",
    "valid_from": "2024-01-01",
    "valid_until": "2026-01-01",
}


async def entered(who: Caller, person: dict[str, Any], **status: Any) -> dict[str, Any]:
    response = await who.post("immigration", f"/persons/{person['id']}/statuses", json=VISA | status)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


async def current(who: Caller, person: dict[str, Any]) -> list[str]:
    response = await who.get("immigration", f"/persons/{person['id']}/statuses")
    return [status["id"] for status in response.json()["statuses"] if status["is_current"]]


class TestStatuses:
    async def test_documented_list(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        status = await entered(as_owner, anna)
        response = await as_owner.get("immigration", f"/persons/{anna['id']}/statuses")
        (listed,) = response.json()["statuses"]
        assert listed["document_number"] == "••••••••••0001"
        assert listed | {"document_number": "20241994370001"} == status
        assert VISA.items() <= status.items()

    async def test_one_by_its_id(self, as_owner: Caller, as_stranger: Caller, anna: dict[str, Any]) -> None:
        status = await entered(as_owner, anna)
        assert (await as_owner.get("immigration", f"/statuses/{status['id']}")).json() == status
        for response in (
            await as_stranger.get("immigration", f"/statuses/{status['id']}"),
            await as_stranger.patch("immigration", f"/statuses/{status['id']}", json={"notes": "x"}),
            await as_stranger.delete("immigration", f"/statuses/{status['id']}"),
        ):
            assert (response.status_code, response.json()) == (404, {"detail": "Status not found"})

    async def test_its_number_finds_the_person(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        await entered(as_owner, anna)
        response = await as_owner.get("immigration", "/persons", params={"search": "20241994370001"})
        assert [person["id"] for person in response.json()["persons"]] == [anna["id"]]

    async def test_a_newer_one_takes_its_place(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        old = await entered(as_owner, anna)
        other = await entered(as_owner, anna, country="CAN")
        new = await entered(as_owner, anna, valid_until="2031-01-01")
        assert await current(as_owner, anna) == [new["id"], other["id"]]
        back = await as_owner.patch("immigration", f"/statuses/{old['id']}", json={"is_current": True})
        assert back.json()["is_current"] is True
        assert await current(as_owner, anna) == [other["id"], old["id"]]

    async def test_of_the_past(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        new = await entered(as_owner, anna)
        await entered(as_owner, anna, valid_from="2019-01-01", valid_until="2020-01-01", is_current=False)
        assert await current(as_owner, anna) == [new["id"]]

    async def test_update_empties_and_keeps(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        status = await entered(as_owner, anna)
        changed = {"valid_until": None, "document_number": None, "notes": "D/S"}
        answer = (await as_owner.patch("immigration", f"/statuses/{status['id']}", json=changed)).json()
        assert answer == status | changed | {"updated_at": answer["updated_at"]}

    async def test_changes_are_published(self, platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
        status = await entered(as_owner, anna)
        await as_owner.patch("immigration", f"/statuses/{status['id']}", json={"notes": "x"})
        sent = await platform.outbox("immigration")
        told = [(row.name, row.payload["status_id"]) for row in sent if row.name.startswith("status.")]
        assert told == [("status.created", status["id"]), ("status.updated", status["id"])]

    async def test_delete(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        status = await entered(as_owner, anna)
        assert (await as_owner.delete("immigration", f"/statuses/{status['id']}")).json() == {"success": True}
        assert (await as_owner.get("immigration", f"/statuses/{status['id']}")).status_code == 404


class TestRefused:
    @pytest.mark.parametrize(
        "change",
        [
            {"status_type": "tourist"},
            {"status_type": None},
            {"status_code": "Z9"},
            {"valid_until": "2023-12-31"},
            {"valid_from": "2024-02-30"},
            {"valid_from": "0001-01-01"},
            {"country": "Utopia"},
            {"source_document_id": "mine"},
            {"status": "ok"},
        ],
    )
    async def test_create_is_422(self, as_owner: Caller, anna: dict[str, Any], change: dict[str, Any]) -> None:
        response = await as_owner.post("immigration", f"/persons/{anna['id']}/statuses", json=VISA | change)
        assert response.status_code == 422

    async def test_end_before_the_beginning_that_is_known(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        status = await entered(as_owner, anna)
        path = f"/statuses/{status['id']}"
        response = await as_owner.patch("immigration", path, json={"valid_until": "2023-12-31"})
        assert (response.status_code, response.json()) == (422, {"detail": "valid_until is before valid_from"})
        assert (await as_owner.get("immigration", path)).json() == status
