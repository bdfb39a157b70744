"""Duplicates over HTTP."""

from typing import Any

from tests.services.immigration.conftest import ANNA
from tests.services.immigration.test_families import family, link, recorded
from tests.support.documents import upload
from tests.support.people import make_organization
from tests.support.platform import Caller, Platform

TWIN = {"first_name": "Anna Maria", "last_name": "Eriksson", "passport_number": "AB8362917", "middle_name": "M"}
VISA = {"status_type": "visa", "country": "USA", "document_number": "20241994370001", "valid_from": "2024-01-01"}
MOVE = {"event_type": "address_change", "event_date": "2026-03-02"}


async def twin(who: Caller, **said: Any) -> str:
    response = await who.post("immigration", "/persons", json=TWIN | said)
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


async def entered(who: Caller, person: str, kind: str, **said: Any) -> None:
    response = await who.post("immigration", f"/persons/{person}/{kind}", json=said)
    assert response.status_code == 201, response.text


async def merge(who: Caller, person: str, duplicate: str) -> tuple[int, dict[str, Any]]:
    response = await who.post("immigration", f"/persons/{person}/merge", json={"duplicate_id": duplicate})
    return response.status_code, response.json()


async def listed(who: Caller, person: str, kind: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await who.get("immigration", f"/persons/{person}/{kind}")).json()[name]
    return found


class TestDuplicates:
    async def test_says_what_they_have_in_common(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        same_number = await twin(as_owner)
        born = {"first_name": "ANNA", "last_name": "eriksson", "passport_number": None, "middle_name": None}
        same_name = await twin(as_owner, **born, date_of_birth="1974-08-12", email="ANNA@utopia.example")
        await twin(as_owner, passport_number="ZZ0000001")
        response = await as_owner.get("immigration", f"/persons/{anna['id']}/duplicates")
        found = {each["person"]["id"]: each["reasons"] for each in response.json()["duplicates"]}
        assert found == {same_number: ["number"], same_name: ["email", "name_and_date_of_birth"]}

    async def test_of_others_are_none(self, as_owner: Caller, as_stranger: Caller, anna: dict[str, Any]) -> None:
        await twin(as_stranger)
        response = await as_owner.get("immigration", f"/persons/{anna['id']}/duplicates")
        assert response.json() == {"duplicates": []}
        assert (await as_stranger.get("immigration", f"/persons/{anna['id']}/duplicates")).status_code == 404


class TestMerge:
    async def test_fills_what_is_empty_and_keeps_the_rest(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        duplicate = await twin(
            as_owner, nationality="FRA", country_of_birth="SWE", external_id="OLD-1", sevis_id="N0000000001"
        )
        status, body = await merge(as_owner, anna["id"], duplicate)
        assert status == 200, body
        assert body["filled"] == ["country_of_birth", "middle_name"]
        assert body["kept"] == ["external_id", "first_name", "sevis_id"]
        person = (await as_owner.get("immigration", f"/persons/{anna['id']}")).json()
        assert body["person"] == person
        assert person.items() >= (ANNA | {"country_of_birth": "SWE", "middle_name": "M"}).items()
        assert person["nationalities"] == ["SWE", "FRA"]
        assert (await as_owner.get("immigration", f"/persons/{duplicate}")).status_code == 404

    async def test_takes_numbers_and_the_external_id(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        survivor = await twin(as_owner)
        _, body = await merge(as_owner, survivor, anna["id"])
        assert {"alien_number", "external_id", "sevis_id"} <= set(body["filled"])
        found = (await as_owner.get("immigration", "/persons", params={"search": ANNA["sevis_id"]})).json()["persons"]
        assert [each["id"] for each in found] == [survivor]
        assert body["person"]["external_id"] == "E-17"

    async def test_statuses_that_both_have_stay_once(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        duplicate = await twin(as_owner)
        await entered(as_owner, anna["id"], "statuses", **VISA)
        await entered(as_owner, duplicate, "statuses", **VISA, valid_until="2029-01-01", notes="from the scan")
        await entered(as_owner, duplicate, "statuses", status_type="f1", valid_from="2024-01-01")
        _, body = await merge(as_owner, anna["id"], duplicate)
        assert body["moved"]["statuses"] == 1
        found = {each["status_type"]: each for each in await listed(as_owner, anna["id"], "statuses", "statuses")}
        assert found.keys() == {"visa", "f1"}
        assert (found["visa"]["valid_until"], found["visa"]["notes"]) == ("2029-01-01", "from the scan")

    async def test_one_of_a_kind_stays_current(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        duplicate = await twin(as_owner)
        await entered(as_owner, anna["id"], "statuses", status_type="f1", valid_from="2024-01-01")
        await entered(as_owner, duplicate, "statuses", status_type="f1", valid_from="2025-01-01")
        await merge(as_owner, anna["id"], duplicate)
        found = await listed(as_owner, anna["id"], "statuses", "statuses")
        assert [each["valid_from"] for each in found if each["is_current"]] == ["2025-01-01"]

    async def test_events_documents_and_relatives(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], vault_id: str
    ) -> None:
        duplicate, erik = await twin(as_owner), await recorded(as_owner, "Erik")
        both, theirs = await upload(as_owner, vault_id), await upload(as_owner, vault_id, "b.txt", b"another lease")
        await entered(as_owner, anna["id"], "compliance-events", **MOVE)
        await entered(as_owner, duplicate, "compliance-events", **MOVE)
        await entered(as_owner, duplicate, "compliance-events", **MOVE | {"event_date": "2026-04-01"})
        await entered(as_owner, anna["id"], "documents", document_id=both["id"])
        for document in (both, theirs):
            await entered(as_owner, duplicate, "documents", document_id=document["id"])
        await link(as_owner, duplicate, erik, "child", is_dependent=True)
        await link(as_owner, duplicate, anna["id"], "other")
        _, body = await merge(as_owner, anna["id"], duplicate)
        assert body["moved"] == {"statuses": 0, "compliance_events": 1, "documents": 1, "family_links": 1}
        assert len(await listed(as_owner, anna["id"], "compliance-events", "compliance_events")) == 2
        assert len(await listed(as_owner, anna["id"], "documents", "documents")) == 2
        assert await family(as_owner, anna["id"]) == [("Erik", "child", True, False)]

    async def test_is_published(self, platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
        duplicate = await twin(as_owner)
        await merge(as_owner, anna["id"], duplicate)
        updated, deleted = (await platform.outbox("immigration"))[-2:]
        assert (updated.name, updated.payload["changed"]) == ("person.updated", ["middle_name"])
        assert (deleted.name, deleted.payload["merged_into"]) == ("person.deleted", anna["id"])


class TestRefused:
    async def test_with_itself(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        status, body = await merge(as_owner, anna["id"], anna["id"])
        assert (status, body["detail"]) == (422, "A record can't be merged with itself")

    async def test_with_one_of_another_owner(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        duplicate = await twin(as_owner, organization_id=await make_organization(as_owner))
        status, body = await merge(as_owner, anna["id"], duplicate)
        assert (status, body["detail"]) == (422, "Both must be records of the same account or organization")

    async def test_with_one_of_others_is_404(self, as_owner: Caller, as_stranger: Caller, anna: dict[str, Any]) -> None:
        theirs = await twin(as_stranger)
        assert await merge(as_owner, anna["id"], theirs) == (404, {"detail": "Person not found"})
        assert await merge(as_stranger, anna["id"], theirs) == (404, {"detail": "Person not found"})
