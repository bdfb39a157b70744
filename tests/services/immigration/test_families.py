"""Relatives over HTTP."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.people import make_organization
from tests.support.platform import Caller


async def recorded(who: Caller, first_name: str, **said: Any) -> str:
    person = {"first_name": first_name, "last_name": "Eriksson"} | said
    response = await who.post("immigration", "/persons", json=person)
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


async def link(who: Caller, person: str, relative: str, relationship: str, **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"relative_id": relative, "relationship": relationship} | more
    response = await who.post("immigration", f"/persons/{person}/family", json=body)
    return response.status_code, response.json()


async def family(who: Caller, person: str) -> list[tuple[str, str, bool, bool]]:
    response = await who.get("immigration", f"/persons/{person}/family")
    assert response.status_code == 200, response.text
    return [
        (each["relative"]["first_name"], each["relationship"], each["is_dependent"], each["depends_on"])
        for each in response.json()["family"]
    ]


class TestFamily:
    async def test_is_seen_from_both_sides(self, as_owner: Caller) -> None:
        anna, erik, oskar = [await recorded(as_owner, name) for name in ("Anna", "Erik", "Oskar")]
        await link(as_owner, anna, erik, "child", is_dependent=True)
        await link(as_owner, oskar, anna, "spouse")
        assert await family(as_owner, anna) == [("Erik", "child", True, False), ("Oskar", "spouse", False, False)]
        assert await family(as_owner, erik) == [("Anna", "parent", False, True)]
        assert await family(as_owner, oskar) == [("Anna", "spouse", False, False)]

    async def test_unlinked_from_either_side(self, as_owner: Caller) -> None:
        anna, erik = [await recorded(as_owner, name) for name in ("Anna", "Erik")]
        _, made = await link(as_owner, anna, erik, "child")
        response = await as_owner.delete("immigration", f"/persons/{erik}/family/{made['id']}")
        assert response.json() == {"success": True}
        assert await family(as_owner, anna) == []
        response = await as_owner.delete("immigration", f"/persons/{erik}/family/{made['id']}")
        assert (response.status_code, response.json()) == (404, {"detail": "Family link not found"})

    async def test_goes_with_a_person(self, as_owner: Caller) -> None:
        anna, erik = [await recorded(as_owner, name) for name in ("Anna", "Erik")]
        await link(as_owner, anna, erik, "child")
        await as_owner.delete("immigration", f"/persons/{erik}")
        assert await family(as_owner, anna) == []


class TestRefused:
    @pytest.mark.parametrize("turned", [False, True])
    async def test_twice_is_409(self, as_owner: Caller, turned: bool) -> None:
        anna, erik = [await recorded(as_owner, name) for name in ("Anna", "Erik")]
        await link(as_owner, anna, erik, "child")
        status, body = await link(as_owner, *((erik, anna) if turned else (anna, erik)), relationship="spouse")
        assert (status, body["detail"]) == (409, "The two are linked already")

    async def test_to_oneself(self, as_owner: Caller) -> None:
        anna = await recorded(as_owner, "Anna")
        status, body = await link(as_owner, anna, anna, "other")
        assert (status, body["detail"]) == (422, "Nobody is their own relative")

    async def test_records_of_two_owners(self, as_owner: Caller) -> None:
        organization_id = await make_organization(as_owner)
        anna = await recorded(as_owner, "Anna")
        erik = await recorded(as_owner, "Erik", organization_id=organization_id)
        status, body = await link(as_owner, anna, erik, "child")
        assert (status, body["detail"]) == (422, "Both must be records of the same account or organization")

    async def test_persons_of_others_are_404(self, as_owner: Caller, as_stranger: Caller) -> None:
        anna, theirs = await recorded(as_owner, "Anna"), await recorded(as_stranger, "Erik")
        for person, relative in ((anna, theirs), (theirs, anna), (anna, str(uuid4()))):
            assert await link(as_owner, person, relative, "child") == (404, {"detail": "Person not found"})
        assert (await as_stranger.get("immigration", f"/persons/{anna}/family")).status_code == 404

    async def test_unknown_relationship(self, as_owner: Caller) -> None:
        anna, erik = [await recorded(as_owner, name) for name in ("Anna", "Erik")]
        assert (await link(as_owner, anna, erik, "boss"))[0] == 422
